/** Notices that packets stopped coming. */

/** How long packets may stay away. */
export const SILENCE_MS = 300;
/** Looks without news before it is silence: a page that slept looks late, not in vain. */
const LOOKS = 2;

/**
 * Fed with the time of the newest packet at each look. Silence counts only after packets came, so
 * that a quiet publisher is not taken for a dead path again and again.
 */
export class Silence {
  #newest: number | undefined;
  #since: number | undefined;
  #looks = 0;
  #armed = false;

  /** Whether packets that came before have stayed away. */
  get lasts(): boolean {
    return this.#armed && this.#looks >= LOOKS;
  }

  /** Takes a look. Answers whether it is silence. */
  observe(nowMs: number, newestPacket: number): boolean {
    if (newestPacket !== this.#newest) {
      this.#armed ||= this.#newest !== undefined && newestPacket > this.#newest;
      this.#newest = newestPacket;
      this.#since = nowMs;
      this.#looks = 0;
      return false;
    }
    this.#looks++;
    return this.lasts && nowMs - (this.#since ?? nowMs) >= SILENCE_MS;
  }
}
