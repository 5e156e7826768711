/** The loudness of what is sent, from the connection's own figures. */

import { Meter } from "./level";

/** How often figures are asked for: each answer costs the browser some work. */
const ASK_MS = 200;

/** Stands in for a track meter while the browser holds back WebAudio. */
export class SenderMeter {
  readonly #sender: RTCRtpSender;
  readonly #meter = new Meter();
  #askedAt = 0;

  constructor(sender: RTCRtpSender) {
    this.#sender = sender;
  }

  /** Asks for the newest level. */
  sample(): void {
    if (performance.now() - this.#askedAt < ASK_MS) return;
    this.#askedAt = performance.now();
    this.#sender.getStats().then(
      (report) => {
        for (const stats of report.values()) {
          if (stats.type === "media-source" && typeof stats.audioLevel === "number") {
            this.#meter.pushMeanSquare(stats.audioLevel ** 2);
          }
        }
      },
      () => undefined,
    );
  }

  /** The mean square since the last call. */
  take(): number {
    return this.#meter.take();
  }
}
