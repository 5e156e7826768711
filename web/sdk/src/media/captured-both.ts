/** A microphone and a camera, with one question to the user. */

import type { CameraOptions, MicrophoneOptions } from "../engine/types";
import { microphoneConstraints } from "./capture-plan";
import { type CapturedAudio, microphoneOf } from "./captured-audio";
import { type CapturedVideo, cameraConstraints, cameraOf } from "./captured-video";
import type { VideoShape } from "./video-quality";

/**
 * Captures both. `undefined` where the browser refuses: each is to be asked for by itself then,
 * since one may work without the other.
 */
export async function captureBoth(
  microphone: MicrophoneOptions,
  camera: CameraOptions,
  shape: VideoShape,
): Promise<{ sound: CapturedAudio; pictures: CapturedVideo } | undefined> {
  const audio = microphoneConstraints(microphone);
  const video = cameraConstraints(camera, shape);
  const asked = navigator.mediaDevices?.getUserMedia?.({ audio, video });
  const stream = await asked?.catch(() => undefined);
  return stream && { sound: microphoneOf(stream, microphone), pictures: cameraOf(stream) };
}
