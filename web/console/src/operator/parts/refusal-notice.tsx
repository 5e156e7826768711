/** Why the server refused something, in the person's language where it is known. */
import { Notice } from "../../components/notice";
import { t } from "../../i18n";
import { advice } from "../../i18n/advice";
import { english, type MessageKey } from "../../i18n/en";
import type { Problem } from "../state/generated";

/** What to do about a refusal. */
export function sentenceFor(problem: Problem): string {
  const key = `refused.${problem.name}`;
  if (Object.hasOwn(english, key)) {
    return t(key as MessageKey);
  }
  return advice(problem.code) || problem.hint || t("error.unknown");
}

/** What a {@link RefusalNotice} takes. */
export interface RefusalNoticeProps {
  /** Nothing is shown without one. */
  refusal: Problem | undefined;
  testId?: string;
}

/** Says what to do; the server's own words stand below. */
export function RefusalNotice({ refusal, testId }: RefusalNoticeProps) {
  if (!refusal) {
    return null;
  }
  // A status of HTTP tells a person nothing.
  const code = refusal.code < 1000 ? "" : t("error.code", { code: refusal.code });
  return (
    <Notice
      tone="error"
      detail={[refusal.message, code].filter(Boolean).join(" · ")}
      testId={testId ?? "refusal"}
    >
      {sentenceFor(refusal)}
    </Notice>
  );
}
