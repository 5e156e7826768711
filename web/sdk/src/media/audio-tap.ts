/** Hands a track's raw audio to the page. */

import type { AudioFrameCallback, AudioFrameOptions } from "../engine/types";
import { moduleMissing } from "./media-error";

/** Taps tracks: `setAudioFrameCallback` and `setCaptureAudioFrameCallback`. */
export class AudioTap {
  /** Starts to hand out audio. Another call for the same owner replaces the former one. */
  static open(
    track: MediaStreamTrack,
    callback: AudioFrameCallback,
    options: AudioFrameOptions = {},
  ): Promise<AudioTap> {
    void [track, callback, options];
    return Promise.reject(moduleMissing("Raw audio"));
  }

  /** Hands out no more. */
  close(): void {}
}
