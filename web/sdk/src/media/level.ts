/**
 * How loud audio is, from 0 to 100. Pure; the same scale as in native clients: a straight line
 * through dBov (RFC 6464, root mean square), 0 at −60 dBov and below, 100 at 0 dBov. Ordinary
 * speech, near −26 dBov, shows as 57.
 */

/** The level of digital silence in dBov. */
export const SILENCE_DBOV = -127;

/** What the sound level shows as 0. */
const FLOOR_DBOV = -60;

/** The loudness of a mean square of samples in −1..1, in dBov. */
export function dbovOf(meanSquare: number): number {
  const dbov = 10 * Math.log10(meanSquare);
  return Number.isNaN(dbov) ? SILENCE_DBOV : Math.min(Math.max(dbov, SILENCE_DBOV), 0);
}

/** The sound level of a mean square, from 0 to 100, with one decimal. */
export function soundLevelOf(meanSquare: number): number {
  const level = ((dbovOf(meanSquare) - FLOOR_DBOV) / -FLOOR_DBOV) * 100;
  return Math.round(Math.min(Math.max(level, 0), 100) * 10) / 10;
}

/** Measures the mean loudness between two readings. */
export class Meter {
  #energy = 0;
  #weight = 0;

  /** Takes some more samples into account. */
  pushSamples(samples: ArrayLike<number>): void {
    let energy = 0;
    for (let index = 0; index < samples.length; index++) energy += (samples[index] as number) ** 2;
    this.#energy += energy;
    this.#weight += samples.length;
  }

  /** Takes a measured mean square into account; all such readings weigh the same. */
  pushMeanSquare(meanSquare: number, weight = 1): void {
    this.#energy += meanSquare * weight;
    this.#weight += weight;
  }

  /** Whether there was nothing since the last reading. */
  get empty(): boolean {
    return this.#weight === 0;
  }

  /** The mean square since the last call; 0 if there was nothing. */
  take(): number {
    const mean = this.#energy / Math.max(this.#weight, Number.MIN_VALUE);
    this.#energy = 0;
    this.#weight = 0;
    return mean;
  }
}
