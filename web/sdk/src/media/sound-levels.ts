/** How loud the streams of this page are. */

import type { Emit } from "./emit";
import type { LocalStream } from "./local-stream";
import type { RemoteStream } from "./remote-stream";

/** A stream whose loudness is reported. */
export type LevelSource =
  /** Published; the sender's figures stand in while the browser holds back WebAudio. */
  | { type: "push"; streamID: string; stream: LocalStream; sender?: RTCRtpSender | undefined }
  /** Played. */
  | { type: "pull"; streamID: string; stream: RemoteStream };

/** What sound levels are taken of. */
export interface LevelSources {
  /** Published and played streams. */
  streams(): LevelSource[];
  /** Local streams that exist. */
  captures(): LocalStream[];
}

/** Reports `soundLevelUpdate` and `capturedSoundLevelUpdate`. */
export class SoundLevels {
  constructor(sources: LevelSources, emit: Emit) {
    void sources;
    void emit;
  }

  /** `setSoundLevelDelegate`; the interval is kept within 100–3000 ms. */
  setDelegate(
    enable: boolean,
    intervalMs = 1000,
    options: { enableInBackground?: boolean } = {},
  ): void {
    void [enable, intervalMs, options];
  }
}
