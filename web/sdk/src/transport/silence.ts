/** Notices that packets stopped coming. */

/** How long packets may stay away; a look later it is noticed. */
const SILENCE_MS = 300;
/** Looks without news before it is silence: a page that slept looks late, not in vain. */
const LOOKS = 2;

/**
 * Fed with the time of the newest packet at each look. Silence counts only after packets came, so
 * that a quiet publisher is not taken for a dead path again and again.
 */
export class Silence {
  #newest: number | undefined;
  #since = 0;
  #looks = 0;
  #armed = false;

  /** Whether the last look brought no news, after news before. */
  get suspected(): boolean {
    return this.#armed && this.#looks > 0;
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
    return this.#armed && this.#looks >= LOOKS && nowMs - this.#since >= SILENCE_MS;
  }
}
