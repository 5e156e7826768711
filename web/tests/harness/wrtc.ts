/**
 * The SDK under Node, with WebRTC from `@roamhq/wrtc`: many clients in one process, each with a
 * tone of its own for a microphone.
 */
import { join } from "node:path";
import wrtc from "@roamhq/wrtc";
import WebSocket from "ws";
import type { ExpressEngine } from "../../sdk/src/index.ts";
import { redirected } from "../page/redirected.ts";
import { SDK } from "./paths.ts";
import type { Sound } from "./wav.ts";

const SAMPLE_RATE = 48_000;
const FRAME = SAMPLE_RATE / 100;

/** What an RTCAudioSink gives every 10 ms. */
interface Frame {
  samples: Int16Array;
  sampleRate: number;
  channelCount?: number;
}

/** Where media of the connections made from here on goes, if not where the answer says. */
let mediaPort: number | undefined;

/** Goes to the server, or to the port that was set when it was made. */
class Connection extends (wrtc.RTCPeerConnection as typeof RTCPeerConnection) {
  readonly #port = mediaPort;

  override setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    return super.setRemoteDescription(redirected(description, this.#port));
  }
}

/** What a page has and Node lacks, as far as calls need it. */
const PAGE = {
  RTCPeerConnection: Connection,
  RTCRtpReceiver: wrtc.RTCRtpReceiver,
  MediaStream: wrtc.MediaStream,
  MediaStreamTrack: wrtc.MediaStreamTrack,
  WebSocket,
  navigator: { language: "en" },
  HTMLMediaElement: class {},
  /** Decoding needs no element here. */
  Audio: class {
    play = () => Promise.resolve();
  },
};

/** The class of the built SDK. */
export async function loadSdk(): Promise<typeof ExpressEngine> {
  Object.assign(globalThis, PAGE);
  return (await import(/* @vite-ignore */ join(SDK, "cooee.js"))).ZegoExpressEngine;
}

/** Logins by this lead media to another port than the server's. They are done one by one. */
export function connectThrough<T>(port: number, login: () => Promise<T>): Promise<T> {
  const turn = turns.then(async () => {
    mediaPort = port;
    try {
      return await login();
    } finally {
      mediaPort = undefined;
    }
  });
  turns = turn.catch(() => undefined);
  return turn;
}

let turns: Promise<unknown> = Promise.resolve();

/** Mono sound of 48 kHz as a MediaStream, silence until something is said. */
export class SoundSource {
  readonly stream: MediaStream;
  /** How many samples of what is said were said. */
  said = 0;
  /** When the first of them was said, on the clock of `performance`. */
  beganAt = Number.NaN;
  /** By how much a frame was said too late at most, in ms. */
  latestMs = 0;
  readonly #source = new wrtc.nonstandard.RTCAudioSource();
  readonly #timer: NodeJS.Timeout;
  #samples: Float32Array | undefined;

  constructor() {
    this.stream = new wrtc.MediaStream([this.#source.createTrack()]);
    const start = performance.now();
    let sent = 0;
    // Timers come late under load; what is due by the clock is sent.
    this.#timer = setInterval(() => {
      const now = performance.now() - start;
      for (; sent * 10 < now; sent++) {
        this.latestMs = Math.max(this.latestMs, now - sent * 10);
        this.#send(start + sent * 10);
      }
    }, 5);
  }

  /** Says something from the next frame on, and silence after it. */
  say(samples: Float32Array): void {
    this.#samples = samples;
    this.said = 0;
    this.beganAt = Number.NaN;
    this.latestMs = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #send(dueAt: number): void {
    const samples = new Int16Array(FRAME);
    if (this.#samples) {
      if (this.said === 0) this.beganAt = dueAt;
      for (let at = 0; at < FRAME; at++) {
        const sample = this.#samples[this.said + at] ?? 0;
        samples[at] = Math.round(32_767 * Math.max(-1, Math.min(1, sample)));
      }
      this.said += FRAME;
    }
    this.#source.onData({ samples, sampleRate: SAMPLE_RATE, channelCount: 1 });
  }
}

/** Keeps all that a MediaStream carries. */
export class SoundRecorder {
  /** By how much a frame came later than the promptest one, in ms. */
  latestMs = 0;
  readonly #sink: InstanceType<typeof wrtc.nonstandard.RTCAudioSink>;
  readonly #frames: Float32Array[] = [];
  /** When the first frame would have come if all had been as prompt as the promptest one. */
  #beganAt = Number.POSITIVE_INFINITY;
  #latest = Number.NEGATIVE_INFINITY;

  constructor(stream: MediaStream) {
    const [track] = stream.getAudioTracks();
    if (!track) throw new Error("there is no audio track");
    this.#sink = new wrtc.nonstandard.RTCAudioSink(track);
    this.#sink.ondata = ({ samples, sampleRate, channelCount = 1 }: Frame) => {
      const began = performance.now() - this.#frames.length * 10;
      this.#beganAt = Math.min(this.#beganAt, began);
      this.#latest = Math.max(this.#latest, began);
      // Silence before the first packet has another rate than what follows.
      const step = sampleRate / SAMPLE_RATE;
      const frame = new Float32Array(FRAME);
      for (let at = 0; at < FRAME; at++) {
        frame[at] = (samples[Math.floor(at * step) * channelCount] ?? 0) / 32_768;
      }
      this.#frames.push(frame);
    };
  }

  /** Ends it. */
  stop(): { samples: Float32Array; beganAt: number } {
    this.#sink.stop();
    this.latestMs = this.#latest - this.#beganAt;
    const samples = new Float32Array(this.#frames.length * FRAME);
    for (const [index, frame] of this.#frames.entries()) samples.set(frame, index * FRAME);
    return { samples, beganAt: this.#beganAt };
  }
}

/** A tone as a MediaStream. */
export class ToneSource {
  readonly stream: MediaStream;
  readonly #source = new wrtc.nonstandard.RTCAudioSource();
  readonly #timer: NodeJS.Timeout;

  constructor(hertz: number) {
    this.stream = new wrtc.MediaStream([this.#source.createTrack()]);
    const start = performance.now();
    let sent = 0;
    // Timers come late under load; what is due by the clock is sent.
    this.#timer = setInterval(() => {
      for (; sent * 10 < performance.now() - start; sent++) this.#send(sent * FRAME, hertz);
    }, 10);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #send(first: number, hertz: number): void {
    const samples = Int16Array.from({ length: FRAME }, (_, index) => {
      return 8_000 * Math.sin((2 * Math.PI * hertz * (first + index)) / SAMPLE_RATE);
    });
    this.#source.onData({ samples, sampleRate: SAMPLE_RATE, channelCount: 1 });
  }
}

/** Collects a second of what a MediaStream carries, from its first sound on. */
export function hearSecond(stream: MediaStream): Promise<Sound> {
  const [track] = stream.getAudioTracks();
  if (!track) throw new Error("there is no audio track");
  const sink = new wrtc.nonstandard.RTCAudioSink(track);
  const heard: number[] = [];
  return new Promise((resolve) => {
    sink.ondata = ({ samples, sampleRate, channelCount = 1 }: Frame) => {
      const mono = Array.from(samples).filter((_, index) => index % channelCount === 0);
      if (heard.length === 0 && mono.every((sample) => Math.abs(sample) < 500)) return;
      heard.push(...mono);
      if (heard.length < sampleRate) return;
      sink.stop();
      resolve({ samples: Float32Array.from(heard, (sample) => sample / 32768), sampleRate });
    };
  });
}
