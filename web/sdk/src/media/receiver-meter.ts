/** The loudness of a played stream. */

import { Meter } from "./level";

/**
 * Reads the level that the publisher sends with each packet (RFC 6464): it needs no WebAudio, and
 * is the same whatever volume the page plays at.
 */
export class ReceiverMeter {
  readonly #receiver: RTCRtpReceiver;
  readonly #meter = new Meter();
  #newest = -1;

  constructor(receiver: RTCRtpReceiver) {
    this.#receiver = receiver;
    // What was heard before is none of this reading's business.
    this.#newest = this.#source()?.rtpTimestamp ?? -1;
  }

  /** Takes in the newest packet. */
  sample(): void {
    const source = this.#source();
    if (!source || source.rtpTimestamp === this.#newest) return;
    this.#newest = source.rtpTimestamp;
    this.#meter.pushMeanSquare((source.audioLevel ?? 0) ** 2);
  }

  /** The mean square since the last call; 0 without packets. */
  take(): number {
    return this.#meter.take();
  }

  #source(): RTCRtpSynchronizationSource | undefined {
    return this.#receiver.getSynchronizationSources()[0];
  }
}
