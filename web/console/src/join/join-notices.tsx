/** What stands between a person and the room, above the join form. */
import { FailureNotice } from "../components/failure-notice";
import { Notice } from "../components/notice";
import { t } from "../i18n";
import { call, secureContext, settings } from "../state/stores";

/** Messages above the form. */
export function JoinNotices() {
  return (
    <>
      {!secureContext && (
        <Notice tone="warning" testId="insecure">
          {t("join.insecure")}
        </Notice>
      )}
      {call.slow.value && (
        <Notice tone="warning" testId="slow">
          {t("join.slow", { server: settings.server.value.trim() || location.origin })}
        </Notice>
      )}
      <FailureNotice failure={call.failure.value} testId="join-error" />
    </>
  );
}
