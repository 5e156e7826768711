/** Hands a track's raw audio to the page. */

import type { AudioFrameCallback, AudioFrameOptions } from "../engine/types";
import { sharedAudioContext } from "./audio-context";
import { moduleMissing, parameterError } from "./media-error";

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
  }
  process([input]) {
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

/** Taps a track: `setAudioFrameCallback` and `setCaptureAudioFrameCallback`. */
export class AudioTap {
  readonly #track: MediaStreamTrack;
  readonly #source: MediaStreamAudioSourceNode;
  readonly #node: AudioWorkletNode;
  readonly #own: AudioContext | undefined;

  private constructor(
    track: MediaStreamTrack,
    node: AudioWorkletNode,
    source: MediaStreamAudioSourceNode,
    own: AudioContext | undefined,
  ) {
    this.#track = track;
    this.#node = node;
    this.#source = source;
    this.#own = own;
  }

  /**
   * Starts to hand out audio. Rejects with 1101003 where the browser runs no audio worklet of
   * this page, or cannot give the sample rate.
   */
  static async open(
    track: MediaStreamTrack,
    callback: AudioFrameCallback,
    options: AudioFrameOptions = {},
  ): Promise<AudioTap> {
    const { frameSize = 4096, sampleRate, channelCount, bitDepth = 32 } = options ?? {};
    if (!FRAME_SIZES.includes(frameSize)) {
      throw parameterError(`frameSize is ${frameSize}`, `Use one of ${FRAME_SIZES.join(", ")}`);
    }
    if (typeof callback !== "function") throw parameterError("The callback is not a function");
    const shared = sharedAudioContext();
    const other = sampleRate !== undefined && sampleRate !== shared.sampleRate;
    let own: AudioContext | undefined;
    const clone = track.clone();
    try {
      own = other ? new AudioContext({ sampleRate }) : undefined;
      const context = own ?? shared;
      await prepare(context);
      const source = context.createMediaStreamSource(new MediaStream([clone]));
      const node = new AudioWorkletNode(context, "cooee-tap", {
        numberOfOutputs: 0,
        processorOptions: { size: frameSize },
        ...(channelCount ? { channelCount, channelCountMode: "explicit" } : {}),
      });
      node.port.onmessage = ({ data }: MessageEvent<Float32Array[]>) => {
        const channels = bitDepth === 16 ? data.map(toInt16) : data;
        callback({ channels, channelCount: data.length, sampleRate: context.sampleRate });
      };
      source.connect(node);
      return new AudioTap(clone, node, source, own);
    } catch (cause) {
      clone.stop();
      own?.close().catch(() => undefined);
      throw moduleMissing(
        `Raw audio in this browser (${(cause as Error).message})`,
        "Leave out sampleRate, and allow worker-src blob: in the page's content security policy",
      );
    }
  }

  /** Hands out no more. */
  close(): void {
    this.#source.disconnect();
    this.#node.port.onmessage = null;
    this.#track.stop();
    this.#own?.close().catch(() => undefined);
  }
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
