/** One captured video track, and how to let go of it. */

import type { CameraOptions, ScreenOptions } from "../engine/types";
import { cameraError, insecureError, parameterError, screenError } from "./media-error";
import { shapeConstraints, type VideoShape } from "./video-quality";

/** Where a stream's pictures come from. */
export type VideoSource =
  | { kind: "camera"; options: CameraOptions }
  | { kind: "screen"; options: ScreenOptions; audio: boolean }
  | { kind: "custom"; source: HTMLMediaElement | MediaStream };

/** A track with where it came from. */
export interface CapturedVideo {
  readonly track: MediaStreamTrack;
  readonly kind: VideoSource["kind"];
  /** The page's own track that `track` is a clone of. */
  readonly original?: MediaStreamTrack;
  /** The sound that came with a screen. */
  readonly sound?: MediaStreamTrack;
  /** Stops what this SDK started, and nothing of the page's own. */
  release(): void;
}

/** Captures a source. */
export function captureVideo(source: VideoSource, shape: VideoShape): Promise<CapturedVideo> {
  if (source.kind === "camera") return captureCamera(source.options, shape);
  if (source.kind === "screen") return captureScreen(source.audio, shape);
  return Promise.resolve(captureCustomVideo(source.source));
}

async function captureCamera(options: CameraOptions, shape: VideoShape): Promise<CapturedVideo> {
  if (!navigator.mediaDevices?.getUserMedia) throw insecureError();
  const video = cameraConstraints(options, shape);
  const stream = await navigator.mediaDevices.getUserMedia({ video }).catch((cause) => {
    throw cameraError(cause);
  });
  return cameraOf(stream);
}

/** The constraints by which a browser captures a camera. An absent option is the browser's. */
export function cameraConstraints(
  options: CameraOptions,
  shape: VideoShape,
): MediaTrackConstraints {
  return {
    ...shapeConstraints(shape),
    ...(options.input && { deviceId: { exact: options.input } }),
    ...(options.facingMode && { facingMode: options.facingMode }),
  };
}

/** The camera in what a browser gave. */
export function cameraOf(stream: MediaStream): CapturedVideo {
  const [track] = stream.getVideoTracks();
  if (!track) throw cameraError({ name: "NotFoundError" });
  return { track, kind: "camera", release: () => track.stop() };
}

async function captureScreen(audio: boolean, shape: VideoShape): Promise<CapturedVideo> {
  if (!navigator.mediaDevices?.getDisplayMedia) throw insecureError();
  const video = shapeConstraints(shape);
  const stream = await navigator.mediaDevices.getDisplayMedia({ video, audio }).catch((cause) => {
    throw screenError(cause);
  });
  const [track] = stream.getVideoTracks();
  const [sound] = stream.getAudioTracks();
  if (!track) throw screenError({ name: "NotFoundError" });
  return { track, kind: "screen", ...(sound && { sound }), release: () => track.stop() };
}

/** A page's own track; see `captureTrack` of sound for why it is cloned. */
export function captureVideoTrack(
  track: MediaStreamTrack,
  kind: VideoSource["kind"] = "custom",
): CapturedVideo {
  const clone = track.clone();
  clone.enabled = true;
  return { track: clone, kind, original: track, release: () => clone.stop() };
}

function captureCustomVideo(source: HTMLMediaElement | MediaStream): CapturedVideo {
  const [track] = streamOf(source).getVideoTracks();
  if (!track) {
    throw parameterError(
      "The custom source has no video track",
      "Pass a stream with pictures, or an element that plays some already",
    );
  }
  return captureVideoTrack(track);
}

function streamOf(source: HTMLMediaElement | MediaStream): MediaStream {
  if (source instanceof MediaStream) return source;
  const element = source as Partial<
    Record<"captureStream" | "mozCaptureStream", () => MediaStream>
  >;
  const capture = element.captureStream ?? element.mozCaptureStream;
  if (!(source instanceof HTMLMediaElement) || !capture) {
    throw parameterError("The custom source is neither a media element nor a MediaStream");
  }
  return capture.call(source);
}
