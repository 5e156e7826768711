/** How good a path is, at a glance. The legend of the picture says the same numbers. */
import type { Tone } from "../../components/notice";

/** What is known of a path. `loss` is a share from 0 to 1. */
export interface PathFigures {
  loss: number;
  jitter_ms: number;
  bits_per_second: number;
}

/** Good, middling (warning), bad (error), or nothing arrives (info). */
export function gradeOf({ loss, jitter_ms, bits_per_second }: PathFigures): Tone {
  if (bits_per_second === 0) {
    return "info";
  }
  if (loss >= 0.08 || jitter_ms >= 80) {
    return "error";
  }
  return loss >= 0.02 || jitter_ms >= 30 ? "warning" : "good";
}

/** The class of a figure of a tone. */
export const TONE_CLASSES: Record<Tone, string> = {
  good: "",
  info: "muted",
  warning: "middling",
  error: "bad",
};

const ORDER: readonly Tone[] = ["good", "info", "warning", "error"];

/** The worst of several. */
export function worst(tones: readonly Tone[]): Tone {
  return tones.reduce((a, b) => (ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a), "good");
}
