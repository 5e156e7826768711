/** What to do about an error code, in the person's language. */

import { type Failure, preciseCode } from "../../state/failure";
import { language, t } from "..";
import { type AdvisedCode, adviceInEnglish } from "./en";
import { adviceInSimplifiedChinese } from "./zh-cn";

/** The tables, each under its language. */
export const ADVICE = { en: adviceInEnglish, "zh-CN": adviceInSimplifiedChinese };

/** The sentence for a code, where there is one. */
export function advice(code: number): string | undefined {
  const table: Partial<Record<number, string>> = ADVICE[language.value];
  return table[code];
}

/** The sentence for an error: ours for its code, else its own hint, else where to look. */
export function adviceFor(failure: Failure): string {
  return advice(preciseCode(failure)) || failure.hint || t("error.unknown");
}

/** A code that has a sentence. */
export type { AdvisedCode };
