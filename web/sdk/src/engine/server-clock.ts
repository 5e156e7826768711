/** The server's clock, as it was told at the start of a WebSocket. */
import type { NetworkTimeInfo } from "./types";

/** Follows the server's clock with the page's steady one. */
export class ServerClock {
  #aheadMs: number | undefined;
  #deviationMs = 0;

  /**
   * The server said this time.
   *
   * @param connectMs How long the WebSocket took to open: several times as long as the text.
   */
  told(nowMs: number, serverMs: number, connectMs: number): void {
    this.#aheadMs = serverMs - nowMs;
    this.#deviationMs = Math.max(1, Math.ceil(connectMs / 2));
  }

  /** The time by now; 0 as long as no server told it. */
  read(nowMs: number): NetworkTimeInfo {
    if (this.#aheadMs === undefined) return { timestamp: 0, maxDeviation: 0 };
    return { timestamp: Math.round(nowMs + this.#aheadMs), maxDeviation: this.#deviationMs };
  }
}
