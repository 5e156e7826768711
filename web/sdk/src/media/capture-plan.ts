/** What `createZegoStream` and `createStream` are asked for, as one plan. Pure. */

import type {
  CameraOptions,
  CreateStreamOptions,
  MicrophoneOptions,
  ScreenOptions,
  ZegoStreamOptions,
} from "../engine/types";
import type { VideoSource } from "./captured-video";
import { parameterError } from "./media-error";
import { cameraShape, screenShape, type VideoShape } from "./video-quality";

/** Sound that is captured by itself. */
export type OwnAudioSource =
  | { kind: "microphone"; options: MicrophoneOptions }
  | { kind: "custom"; source: HTMLMediaElement | MediaStream };

/** Where a stream's audio comes from. */
export type AudioSource =
  | OwnAudioSource
  /** What comes with the captured screen. */
  | { kind: "screen" };

/** What a stream is made of. */
export interface CapturePlan {
  /** `null` for a stream without audio. */
  audio: AudioSource | null;
  /** `null` for a stream without pictures. */
  video: VideoSource | null;
  videoShape: VideoShape;
  /** In kbit/s. */
  audioBitrate: number;
  /** Whether capture starts with the stream. */
  autoCapture: boolean;
}

/** The bitrate of streams that do not name one, in kbit/s. */
const DEFAULT_BITRATE = 48;

/**
 * The plan of `createZegoStream`. Without any source: camera and microphone.
 */
export function planZegoStream(options: ZegoStreamOptions = {}): CapturePlan {
  const { camera, screen, custom } = options ?? {};
  if (!camera && !screen && !custom) {
    return plan({ kind: "microphone", options: {} }, { kind: "camera", options: {} }, options);
  }
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
  if (screen?.audio && videos[0] !== "screen") {
    throw parameterError(
      "A screen's sound without its pictures",
      "Browsers share the one with the other: { screen: { video: true, audio: true } }",
    );
  }
  const video = videoOf(options, videos[0]);
  if (custom?.audio) return plan(customSource(custom.audio.source), video, options);
  if (screen?.audio) return plan({ kind: "screen" }, video, options);
  if (!camera || !audios.includes("camera")) return plan(null, video, options);
  const { audio } = camera;
  const microphone = typeof audio === "object" && audio ? audio : {};
  return plan({ kind: "microphone", options: microphone }, video, options);
}

/** The plan of the older `createStream`. */
export function planStream(options: CreateStreamOptions = {}): CapturePlan {
  const { camera, screen, custom } = options ?? {};
  const groups = Object.entries({ camera, screen, custom }).filter(([, group]) => group);
  if (groups.length > 1) {
    const names = groups.map(([name]) => name).join(" and ");
    throw parameterError(`Two sources: ${names}`, "Pass one of camera, screen and custom");
  }
  if (screen) {
    const wishes: ScreenOptions & { audio?: boolean } = typeof screen === "object" ? screen : {};
    const audio = wishes.audio === true;
    const video: VideoSource = { kind: "screen", options: wishes, audio };
    return plan(audio ? { kind: "screen" } : null, video, {});
  }
  if (custom) {
    const source = customSource(custom.source);
    return plan(source, pictured(custom.source), custom);
  }
  const { audio = true, audioInput, channelCount, ANS, AGC, AEC, audioBitrate } = camera ?? {};
  const microphone = { input: audioInput, channelCount, ANS, AGC, AEC };
  return plan(
    audio ? { kind: "microphone", options: defined(microphone) } : null,
    (camera?.video ?? true) ? { kind: "camera", options: olderCamera(camera ?? {}) } : null,
    { audioBitrate },
  );
}

/** The older names of a camera's options. */
function olderCamera(camera: NonNullable<CreateStreamOptions["camera"]>): CameraOptions {
  const { videoInput, videoQuality, width, height, frameRate, bitrate, facingMode } = camera;
  const quality = [1, 2, 3, 4].find((each) => each === videoQuality);
  return defined({
    input: videoInput,
    quality,
    width,
    height,
    frameRate,
    bitrate,
    facingMode,
  }) as CameraOptions;
}

/** The older custom source gives its pictures where it has any. */
function pictured(source: HTMLMediaElement | MediaStream): VideoSource | null {
  const has =
    "getVideoTracks" in source ? source.getVideoTracks().length > 0 : "videoWidth" in source;
  return has ? { kind: "custom", source } : null;
}

function videoOf(
  { camera, screen, custom }: ZegoStreamOptions,
  group: string | undefined,
): VideoSource | null {
  if (group === "camera") {
    const options = typeof camera?.video === "object" && camera.video ? camera.video : {};
    return { kind: "camera", options };
  }
  if (group === "screen") {
    const options = typeof screen?.video === "object" && screen.video ? screen.video : {};
    return { kind: "screen", options, audio: screen?.audio === true };
  }
  if (group === "custom" && custom?.video) {
    const { source } = custom.video;
    if (typeof source !== "object" || source === null) {
      throw parameterError(
        "The custom video source is missing",
        "Pass a video element, or a MediaStream, as `source`",
      );
    }
    return { kind: "custom", source };
  }
  return null;
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
  video: VideoSource | null,
  options: {
    audioBitrate?: number | undefined;
    videoBitrate?: number | undefined;
    autoCapture?: boolean;
  },
): CapturePlan {
  const { audioBitrate = DEFAULT_BITRATE, autoCapture = true } = options ?? {};
  if (!(audioBitrate > 0))
    throw parameterError(`audioBitrate is ${audioBitrate}, not a number of kbit/s`);
  const { videoBitrate } = options ?? {};
  const videoShape =
    video?.kind === "screen"
      ? screenShape(video.options, videoBitrate)
      : cameraShape(video?.kind === "camera" ? video.options : {}, videoBitrate);
  return { audio, video, videoShape, audioBitrate, autoCapture };
}

/** A source that the page brings. */
export function customSource(source: HTMLMediaElement | MediaStream | undefined): OwnAudioSource {
  if (typeof source !== "object" || source === null) {
    throw parameterError(
      "The custom audio source is missing",
      "Pass an audio or video element, or a MediaStream, as `source`",
    );
  }
  return { kind: "custom", source };
}

/** The members that are not `undefined`. */
function defined<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const members = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(members) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
