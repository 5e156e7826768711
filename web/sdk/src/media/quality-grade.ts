/** How good a connection sounds, as one number. Pure. */

import type { QualityGrade } from "../engine/types";

/** What speaks for or against a connection. */
export interface Impairments {
  /** The share of audio that is missing, from 0 to 1. */
  loss: number;
  /** One way, in ms. */
  delayMs: number;
}

/** The loss, in percent, at which half of the quality is gone: Opus with its repairs. */
const LOSS_ROBUSTNESS = 25;

/** The least opinion scores of excellent, good, middle and poor. */
const GRADES = [4, 3.6, 3.1, 2] as const;

/** The mean opinion score (1 to 4.4) by the E-model of ITU-T G.107 with these impairments. */
export function opinionScore({ loss, delayMs }: Impairments): number {
  const percent = loss * 100;
  const byLoss = (95 * percent) / (percent + LOSS_ROBUSTNESS);
  const byDelay = 0.024 * delayMs + 0.11 * Math.max(delayMs - 177.3, 0);
  const rating = Math.min(Math.max(93.2 - byLoss - byDelay, 0), 100);
  return 1 + 0.035 * rating + 7e-6 * rating * (rating - 60) * (100 - rating);
}

/** The grade of a connection that carries audio. */
export function gradeOf(impairments: Impairments): QualityGrade {
  const score = opinionScore(impairments);
  const grade = GRADES.findIndex((least) => score >= least);
  return (grade === -1 ? 4 : grade) as QualityGrade;
}

/** The worst of some grades; unknown if all are. */
export function worstGrade(grades: QualityGrade[]): QualityGrade {
  return Math.max(-1, ...grades) as QualityGrade;
}
