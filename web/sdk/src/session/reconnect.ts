/** When to try again, and how long to wait for what was tried. All times are in ms. */
import type { Random } from "./random";

const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 8_000;
const FIRST_PATIENCE = 3_000;
const LONGEST_PATIENCE = 12_000;

/**
 * The pause before try number `attempt` (0 for the first one after a loss), in whole ms.
 * `jitter01` is a random number in 0..=1; the pause is that share of a span that doubles with
 * each attempt from 200 ms to 8 s, so that many clients of one server do not come back in step.
 */
export function delay(attempt: number, jitter01: number): number {
  const span = Math.min(FIRST_PAUSE * 2 ** attempt, LONGEST_PAUSE);
  return Math.round(span * jitter01);
}

/**
 * How long a WebSocket may take until its `hello`, at try number `attempt`: 3 s at first, later
 * up to 12 s, so that a slow network gets its chance.
 */
export function patience(attempt: number): number {
  return Math.min(FIRST_PATIENCE * 2 ** Math.floor(attempt / 2), LONGEST_PATIENCE);
}

/** The tries of one thing since it last worked. */
export class Retry {
  #attempt = 0;
  #at: number | undefined;

  /** Counts a failure and draws the pause before the next try. */
  pause(random: Random): number {
    const pause = delay(this.#attempt, random.next01());
    this.#attempt += 1;
    return pause;
  }

  /** Counts a failure; the next try comes after a pause. */
  later(now: number, random: Random): void {
    this.#at = now + this.pause(random);
  }

  /** Forgets all failures. */
  reset(): void {
    this.#attempt = 0;
    this.#at = undefined;
  }

  /** How many tries failed. */
  get attempt(): number {
    return this.#attempt;
  }

  /** Whether a pause is over, or none was asked for. */
  isDue(now: number): boolean {
    return this.#at === undefined || this.#at <= now;
  }

  /** When the pause is over, while it lasts. */
  deadline(now: number): number | undefined {
    return this.isDue(now) ? undefined : this.#at;
  }
}
