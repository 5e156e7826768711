/** When a browser is to send redundant audio: each packet with a copy of the one before. */

/** Loss that is worth twice the bits. */
const ON_LOSS = 0.03;
/** Below this it is not, */
const OFF_LOSS = 0.01;
/** if it stays so for this long: loss that came once comes again. */
const CALM_MS = 15_000;

/** Decides by what is lost on the way to the listener who loses the most. */
export class Redundancy {
  #wanted = false;
  #calmSince: number | undefined;

  /** Whether redundant audio is to be sent. */
  get wanted(): boolean {
    return this.#wanted;
  }

  /** Takes the newest loss, 0 to 1. */
  observe(nowMs: number, loss: number): void {
    if (loss >= ON_LOSS) this.#wanted = true;
    if (loss >= OFF_LOSS) this.#calmSince = undefined;
    else this.#calmSince ??= nowMs;
    if (this.#calmSince !== undefined && nowMs - this.#calmSince >= CALM_MS) this.#wanted = false;
  }
}
