/** Problems of a stream that its figures show, when they begin and when they end. Pure. */

import type { StreamException } from "../engine/types";

/**
 * The problems that are told. The end of one is the same number plus 1000. A silent played stream
 * (1006) is not among them: a browser measures it behind the page's volume, so that it cannot be
 * told from a page that plays it silently; its publisher is told 1002.
 */
export const Problem = {
  /** The microphone gives silence although it is not muted. */
  LowCapture: 1002,
  /** Sound is captured, but hardly anything is sent. */
  LowSendBitrate: 1005,
  /** Audio comes, but cannot be made audible. */
  Decode: 1007,
  /** Pictures come, but none can be shown: mostly because this browser lacks their codec. */
  DecodePictures: 1008,
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
}

/** What one interval of a published stream showed. */
export interface PublishFacts extends IntervalFacts {
  /** The mean square of what was captured, where known. */
  loudness: number | undefined;
}

/** What one interval of a played stream showed. */
export interface PlayFacts extends IntervalFacts {
  /** Samples made audible, and those of them that were made up. */
  samples: number;
  concealed: number;
  /** What came of its pictures and how many were decoded, where there are some to be seen. */
  pictures?: { bytes: number; decoded: number } | undefined;
}

/** Below it, −100 dBov, a microphone is dead rather than its room quiet. */
const DEAD = 1e-10;

/** Above it, −60 dBov, there is something to send. */
const AUDIBLE = 1e-6;

/** Intervals that a problem must last: one alone may be a pause. */
const PATIENCE = 2;

/** The problems of a published stream in one interval. */
export function publishProblems(facts: PublishFacts): Problem[] {
  const { muted, packets, bytes, seconds, loudness } = facts;
  if (muted || seconds <= 0 || loudness === undefined) return [];
  if (loudness < DEAD) return [Problem.LowCapture];
  const slow = packets / seconds < 10 || (bytes * 8) / seconds < 6000;
  return loudness > AUDIBLE && slow ? [Problem.LowSendBitrate] : [];
}

/** The problems of a played stream in one interval. */
export function playProblems(facts: PlayFacts): Problem[] {
  return [...soundProblems(facts), ...pictureProblems(facts)];
}

function soundProblems({ muted, packets, seconds, samples, concealed }: PlayFacts): Problem[] {
  if (muted || seconds <= 0 || packets / seconds < 10) return [];
  return samples === 0 || concealed > samples / 2 ? [Problem.Decode] : [];
}

function pictureProblems({ pictures }: PlayFacts): Problem[] {
  return pictures && pictures.bytes > 0 && pictures.decoded === 0 ? [Problem.DecodePictures] : [];
}

const MESSAGES: Record<Problem, string> = {
  [Problem.LowCapture]: "The microphone gives silence: check its mute switch and volume",
  [Problem.LowSendBitrate]: "Hardly any audio is sent: check the upstream connection",
  [Problem.Decode]: "The stream's audio cannot be played: check the downstream connection",
  [Problem.DecodePictures]:
    "The stream's pictures cannot be shown: this browser may lack their codec, which all have for VP8",
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
