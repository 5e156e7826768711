/** What `createZegoStream` and `createStream` are asked for, as one plan. Pure. */

import type { CreateStreamOptions, MicrophoneOptions, ZegoStreamOptions } from "../engine/types";
import { moduleMissing, parameterError } from "./media-error";

/** Where a stream's audio comes from. */
export type AudioSource =
  | { kind: "microphone"; options: MicrophoneOptions }
  | { kind: "custom"; source: HTMLMediaElement | MediaStream };

/** What a stream is made of. */
export interface CapturePlan {
  /** `null` for a stream without audio. */
  audio: AudioSource | null;
  /** In kbit/s. */
  audioBitrate: number;
  /** Whether capture starts with the stream. */
  autoCapture: boolean;
}

/** The bitrate of streams that do not name one, in kbit/s. */
const DEFAULT_BITRATE = 48;

/**
 * The plan of `createZegoStream`. Without any source: camera and microphone, of which the
 * microphone is captured; video is accepted and left out.
 */
export function planZegoStream(options: ZegoStreamOptions = {}): CapturePlan {
  const { camera, screen, custom } = options ?? {};
  if (!camera && !screen && !custom) return plan({ kind: "microphone", options: {} }, options);
  // A camera group that says nothing of audio gives way to a group that does.
  const elsewhere = Boolean(screen?.audio || custom?.audio);
  const audios = [
    camera && (camera.audio ?? !elsewhere) ? "camera" : "",
    screen?.audio ? "screen" : "",
    custom?.audio ? "custom" : "",
  ].filter(Boolean);
  const videos = [
    camera?.video ? "camera" : "",
    screen && (screen.video ?? true) ? "screen" : "",
    custom?.video ? "custom" : "",
  ].filter(Boolean);
  for (const [what, groups] of [["audio", audios] as const, ["video", videos] as const]) {
    if (groups.length < 2) continue;
    throw parameterError(
      `Two sources of ${what}: ${groups.join(" and ")}`,
      `Ask for ${what} in one group only; { camera: { ${what}: false } } leaves it out there`,
    );
  }
  if (screen) throw noScreen();
  if (custom?.audio) return plan(customSource(custom.audio.source), options);
  if (!camera || camera.audio === false) return plan(null, options);
  const { audio } = camera;
  return plan(
    { kind: "microphone", options: typeof audio === "object" && audio ? audio : {} },
    options,
  );
}

/** The plan of the older `createStream`. */
export function planStream(options: CreateStreamOptions = {}): CapturePlan {
  const { camera, screen, custom } = options ?? {};
  const groups = Object.entries({ camera, screen, custom }).filter(([, group]) => group);
  if (groups.length > 1) {
    const names = groups.map(([name]) => name).join(" and ");
    throw parameterError(`Two sources: ${names}`, "Pass one of camera, screen and custom");
  }
  if (screen) throw noScreen();
  if (custom) return plan(customSource(custom.source), custom);
  const { audio = true, audioInput, channelCount, ANS, AGC, AEC, audioBitrate } = camera ?? {};
  const microphone = { input: audioInput, channelCount, ANS, AGC, AEC };
  return plan(audio ? { kind: "microphone", options: defined(microphone) } : null, {
    audioBitrate,
  });
}

/** The constraints by which a browser captures a microphone. An absent option is the browser's. */
export function microphoneConstraints(options: MicrophoneOptions): MediaTrackConstraints {
  const { input, channelCount = 1, AEC, ANS, AGC } = options;
  return defined({
    deviceId: input ? { exact: input } : undefined,
    channelCount,
    echoCancellation: AEC,
    noiseSuppression: ANS,
    autoGainControl: AGC,
  });
}

function plan(
  audio: AudioSource | null,
  options: { audioBitrate?: number | undefined; autoCapture?: boolean },
): CapturePlan {
  const { audioBitrate = DEFAULT_BITRATE, autoCapture = true } = options ?? {};
  if (!(audioBitrate > 0))
    throw parameterError(`audioBitrate is ${audioBitrate}, not a number of kbit/s`);
  return { audio, audioBitrate, autoCapture };
}

/** A source that the page brings. */
export function customSource(source: HTMLMediaElement | MediaStream | undefined): AudioSource {
  if (typeof source !== "object" || source === null) {
    throw parameterError(
      "The custom audio source is missing",
      "Pass an audio or video element, or a MediaStream, as `source`",
    );
  }
  return { kind: "custom", source };
}

function noScreen() {
  return moduleMissing(
    "Screen sharing",
    "Publish audio: createZegoStream({ camera: { video: false } })",
  );
}

/** The members that are not `undefined`. */
function defined<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const members = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(members) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
