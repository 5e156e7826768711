/** Hands a track's raw audio to the page. */

import { ExpressError } from "../engine/errors";
import type { AudioFrameCallback, AudioFrameOptions } from "../engine/types";
import { sharedAudioContext } from "./audio-context";
import { MediaCode, moduleMissing, parameterError } from "./media-error";

/** The frame sizes that the API knows. */
const FRAME_SIZES = [256, 512, 1024, 2048, 4096, 8192, 16384];

/**
 * Runs in the browser's audio thread, in a module of its own: it must not use anything of this
 * file. Collects blocks to frames and hands each frame's channels over.
 */
const PROCESSOR = `registerProcessor("cooee-tap", class extends AudioWorkletProcessor {
  constructor({ processorOptions: { size } }) {
    super();
    this.size = size;
    this.filled = 0;
    this.frame = [];
    this.port.onmessage = () => { this.over = true; };
  }
  process([input]) {
    if (this.over) return false;
    if (!input.length) return true;
    if (this.frame.length !== input.length) {
      this.frame = input.map(() => new Float32Array(this.size));
      this.filled = 0;
    }
    input.forEach((channel, index) => this.frame[index].set(channel, this.filled));
    this.filled += input[0].length;
    if (this.filled === this.size) {
      this.port.postMessage(this.frame, this.frame.map((channel) => channel.buffer));
      this.frame = [];
    }
    return true;
  }
});`;

/** Where the processor is known already. */
const prepared = new WeakMap<AudioContext, Promise<void>>();

/** How often it is asked whether the stream has another track. */
const FOLLOW_MS = 200;

/**
 * Taps a stream: `setAudioFrameCallback` and `setCaptureAudioFrameCallback`. The tap hears what
 * mutes leave, follows the stream to its next track, and closes when the stream has none.
 */
export class AudioTap {
  readonly #current: () => MediaStreamTrack | null;
  readonly #node: AudioWorkletNode;
  readonly #timer: ReturnType<typeof setInterval>;
  #track: MediaStreamTrack | null = null;
  #source: MediaStreamAudioSourceNode | undefined;

  private constructor(node: AudioWorkletNode, current: () => MediaStreamTrack | null) {
    this.#node = node;
    this.#current = current;
    this.#follow();
    this.#timer = setInterval(() => this.#follow(), FOLLOW_MS);
  }

  /**
   * Starts to hand out audio. Rejects with 1101003 where the browser runs no audio worklet of
   * this page, or cannot give the sample rate.
   */
  static async open(
    current: () => MediaStreamTrack | null,
    callback: AudioFrameCallback,
    options: AudioFrameOptions = {},
  ): Promise<AudioTap> {
    const { frameSize = 4096, sampleRate, channelCount, bitDepth = 32 } = options ?? {};
    if (!FRAME_SIZES.includes(frameSize)) {
      throw parameterError(`frameSize is ${frameSize}`, `Use one of ${FRAME_SIZES.join(", ")}`);
    }
    if (typeof callback !== "function") throw parameterError("The callback is not a function");
    if (!current()) throw noAudio();
    let context: AudioContext | undefined;
    try {
      context = contextAt(sampleRate);
      await prepare(context);
      const node = new AudioWorkletNode(context, "cooee-tap", {
        numberOfOutputs: 0,
        processorOptions: { size: frameSize },
        ...(channelCount ? { channelCount, channelCountMode: "explicit" } : {}),
      });
      node.port.onmessage = ({ data }: MessageEvent<Float32Array[]>) => {
        const channels = bitDepth === 16 ? data.map(toInt16) : data;
        callback({ channels, channelCount: data.length, sampleRate: node.context.sampleRate });
      };
      // It may have been stopped while the browser read the worklet.
      if (!current()) throw noAudio();
      return new AudioTap(node, current);
    } catch (cause) {
      if (context) letGo(context);
      if (cause instanceof ExpressError) throw cause;
      throw moduleMissing(
        `Raw audio in this browser (${(cause as Error).message})`,
        "Leave out sampleRate, and allow worker-src blob: in the page's content security policy",
      );
    }
  }

  /** Hands out no more. */
  close(): void {
    clearInterval(this.#timer);
    this.#node.port.onmessage = null;
    // Else the browser would go on to run the processor.
    this.#node.port.postMessage("over");
    this.#source?.disconnect();
    letGo(this.#node.context);
  }

  #follow(): void {
    const track = this.#current();
    if (track === this.#track) return;
    this.#track = track;
    this.#source?.disconnect();
    if (!track) {
      this.close();
      return;
    }
    const context = this.#node.context as AudioContext;
    this.#source = context.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(this.#node);
  }
}

function noAudio(): ExpressError {
  return new ExpressError({
    code: MediaCode.NoAudio,
    name: "no_audio",
    message: "There is no audio to hand out",
    hint: "Start the capture, or the play, first",
  });
}

/** A context of its own serves another sample rate: the browser resamples. */
function contextAt(sampleRate: number | undefined): AudioContext {
  const shared = sharedAudioContext();
  const other = sampleRate !== undefined && sampleRate !== shared.sampleRate;
  return other ? new AudioContext({ sampleRate }) : shared;
}

function letGo(context: BaseAudioContext): void {
  if (context === sharedAudioContext() || context.state === "closed") return;
  (context as AudioContext).close().catch(() => undefined);
}

async function prepare(context: AudioContext): Promise<void> {
  let ready = prepared.get(context);
  if (!ready) {
    const url = URL.createObjectURL(new Blob([PROCESSOR], { type: "text/javascript" }));
    ready = context.audioWorklet.addModule(url).finally(() => URL.revokeObjectURL(url));
    prepared.set(context, ready);
  }
  await ready;
}

/** Samples as 16-bit numbers. */
export function toInt16(samples: Float32Array): Int16Array {
  return Int16Array.from(samples, (sample) =>
    Math.round(Math.min(Math.max(sample, -1), 1) * 32767),
  );
}
