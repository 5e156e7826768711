/**
 * The SDK under Node, with WebRTC from `@roamhq/wrtc`: many clients in one process, each with a
 * tone of its own for a microphone.
 */
import { join } from "node:path";
import wrtc from "@roamhq/wrtc";
import WebSocket from "ws";
import type { ExpressEngine } from "../../sdk/src/index.ts";
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

/** What a page has and Node lacks, as far as calls need it. */
const PAGE = {
  RTCPeerConnection: wrtc.RTCPeerConnection,
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
