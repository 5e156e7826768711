/** Problems of a stream that its figures show, when they begin and when they end. Pure. */

import type { StreamException } from "../engine/types";

/** The problems that are told. The end of one is the same number plus 1000. */
export const Problem = {
  /** The microphone gives silence although it is not muted. */
  LowCapture: 1002,
  /** Sound is captured, but hardly anything is sent. */
  LowSendBitrate: 1005,
  /** Audio comes, but it is silence. */
  LowReceive: 1006,
  /** Audio comes, but cannot be made audible. */
  Decode: 1007,
} as const;

/** The number of a problem. */
export type Problem = (typeof Problem)[keyof typeof Problem];

/** What one interval showed. */
export interface IntervalFacts {
  /** Whether silence is what was asked for. */
  muted: boolean;
  packets: number;
  /** Bytes of audio. */
  bytes: number;
  seconds: number;
  /** The mean square of what was captured or decoded, where known. */
  loudness: number | undefined;
  /** Samples made audible, and those that were made up; of played streams. */
  played?: { samples: number; concealed: number };
}

/** Below it, −90 dBov, a microphone is dead rather than its room quiet. */
const DEAD = 1e-9;

/** Above it, −60 dBov, there is something to send. */
const AUDIBLE = 1e-6;

/** Packets of silence are smaller. */
const SOUND_BYTES = 10;

/** Intervals that a problem must last: one alone may be a pause. */
const PATIENCE = 2;

/** The problems of a published stream in one interval. */
export function publishProblems(facts: IntervalFacts): Problem[] {
  const { muted, packets, bytes, seconds, loudness } = facts;
  if (muted || seconds <= 0 || loudness === undefined) return [];
  if (loudness < DEAD) return [Problem.LowCapture];
  const slow = packets / seconds < 10 || (bytes * 8) / seconds < 6000;
  return loudness > AUDIBLE && slow ? [Problem.LowSendBitrate] : [];
}

/** The problems of a played stream in one interval. */
export function playProblems(facts: IntervalFacts): Problem[] {
  const { muted, packets, bytes, loudness, played, seconds } = facts;
  if (muted || seconds <= 0 || packets / seconds < 10) return [];
  if (played && (played.samples === 0 || played.concealed > played.samples / 2)) {
    return [Problem.Decode];
  }
  const sound = bytes / packets > SOUND_BYTES;
  return sound && loudness !== undefined && loudness < DEAD ? [Problem.LowReceive] : [];
}

const MESSAGES: Record<Problem, string> = {
  [Problem.LowCapture]: "The microphone gives silence: check its mute switch and volume",
  [Problem.LowSendBitrate]: "Hardly any audio is sent: check the upstream connection",
  [Problem.LowReceive]: "The stream is silent: its publisher's microphone may be off",
  [Problem.Decode]: "The stream's audio cannot be played: check the downstream connection",
};

/** Tells beginnings and ends of one stream's problems. */
export class ProblemTracker {
  readonly #lasted = new Map<Problem, number>();

  /** Takes an interval's problems in; answers what is to be told. */
  take(problems: Problem[]): StreamException[] {
    const told: StreamException[] = [];
    for (const [problem, lasted] of this.#lasted) {
      if (problems.includes(problem)) continue;
      this.#lasted.delete(problem);
      if (lasted >= PATIENCE) {
        told.push({ code: problem + 1000, message: `Over: ${MESSAGES[problem]}` });
      }
    }
    for (const problem of problems) {
      const lasted = (this.#lasted.get(problem) ?? 0) + 1;
      this.#lasted.set(problem, lasted);
      if (lasted === PATIENCE) told.push({ code: problem, message: MESSAGES[problem] });
    }
    return told;
  }
}
