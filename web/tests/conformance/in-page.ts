/** What the pages of these tests find besides the SDK: globals as real pages have, and helpers. */
import type * as sdk from "cooee-web";

type Engine = sdk.ZegoExpressEngine;

/** What a condition answers once it holds. */
type Truthy<T> = Exclude<T, false | null | undefined | 0 | "">;

/** Helpers inside a page. */
export interface Helpers extends Sound {
  /** The arguments of every call of every recorded event, in order. */
  recorded: Record<string, unknown[][]>;
  /** The ICE servers and the constraints that the page handed to the browser. */
  iceServers: unknown[];
  asked: MediaStreamConstraints[];
  /** Those of one event. */
  calls(event: string): unknown[][];
  /** Records these events of an engine. */
  record(zg: Engine, events: readonly string[]): void;
  /** Resolves with what the condition answers once it holds. */
  until<T>(condition: () => T | Promise<T>, what: string): Promise<Truthy<T>>;
  /** What a call threw, or its promise was rejected with. */
  rejection(call: () => unknown): Promise<{ code: number; msg: string } | null>;
}

/** Helpers for sound, installed by `in-page-sound.ts`. */
interface Sound {
  /** A media element with a tone that goes on and on. */
  tone(): HTMLAudioElement;
  /** The greatest sample of the moment, 0 for less than a hundredth. */
  loudness(stream: MediaStream): number;
}

declare global {
  var ZegoExpressEngine: typeof sdk.ZegoExpressEngine;
  var WebRTCUtil: typeof sdk.WebRTCUtil;
  var appID: number;
  var server: string;
  var zg: Engine;
  var helpers: Helpers;
}

/** What a page starts with. */
export interface PageGlobals {
  appID: number;
  server: string;
}

/** Runs in the page before any of its scripts. */
export function installHelpers(globals: PageGlobals): void {
  Object.assign(globalThis, globals);
  localStorage.setItem("app_info", JSON.stringify(globals));
  const recorded: Record<string, unknown[][]> = {};
  const iceServers: unknown[] = [];
  const asked: MediaStreamConstraints[] = [];

  const getUserMedia = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = (constraints = {}) => {
    asked.push(constraints);
    return getUserMedia(constraints);
  };
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      iceServers.push(...(configuration?.iceServers ?? []));
    }
  };

  const helpers: Omit<Helpers, keyof Sound> = {
    recorded,
    iceServers,
    asked,
    calls: (event) => recorded[event] ?? [],
    record(zg, events) {
      for (const event of events as (keyof sdk.EngineEvents)[]) {
        const calls: unknown[][] = [];
        recorded[event] = calls;
        zg.on(event, (...args: unknown[]) => {
          calls.push(args);
        });
      }
    },
    async until<T>(condition: () => T | Promise<T>, what: string) {
      const deadline = performance.now() + 20_000;
      for (;;) {
        const answer = await condition();
        if (answer) return answer as Truthy<T>;
        if (performance.now() > deadline) {
          throw new Error(`${what}: not in 20 s; recorded ${JSON.stringify(recorded)}`);
        }
        await new Promise((resume) => setTimeout(resume, 20));
      }
    },
    async rejection(call) {
      try {
        await call();
        return null;
      } catch (error) {
        return error as { code: number; msg: string };
      }
    },
  };
  Object.assign(globalThis, { helpers });
}
