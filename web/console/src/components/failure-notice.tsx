/** An error of the SDK in the person's language, with its own words below. */
import type { ComponentChildren } from "preact";
import { t } from "../i18n";
import { adviceFor } from "../i18n/advice";
import type { Failure } from "../state/failure";
import { Notice, type Tone } from "./notice";

/** What a {@link FailureNotice} takes. */
export interface FailureNoticeProps {
  /** Nothing is shown without one. */
  failure: Failure | undefined;
  tone?: Tone;
  actions?: ComponentChildren;
  testId?: string | undefined;
}

/** Says what to do about an error. */
export function FailureNotice({ failure, tone = "error", actions, testId }: FailureNoticeProps) {
  if (!failure) {
    return null;
  }
  const code = failure.code === 0 ? "" : t("error.code", { code: failure.code });
  return (
    <Notice
      tone={tone}
      detail={[failure.message, code].filter(Boolean).join(" · ")}
      actions={actions}
      testId={testId}
    >
      {adviceFor(failure)}
    </Notice>
  );
}
