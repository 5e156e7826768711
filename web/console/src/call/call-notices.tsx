/** What a person in a room has to know or do at once. */
import { useSignal } from "@preact/signals";
import { Button } from "../components/button";
import { TextField } from "../components/field";
import { Notice } from "../components/notice";
import { t } from "../i18n";
import { call } from "../state/stores";

/** Messages above the room. */
export function CallNotices() {
  return (
    <div class="room-notices">
      {call.phase.value === "reconnecting" && (
        <Notice tone="warning" testId="reconnecting">
          {t("call.reconnecting")}
        </Notice>
      )}
      {call.blocked.value && (
        <Notice
          tone="warning"
          testId="blocked"
          actions={
            <Button
              kind="primary"
              icon="speaker"
              testId="resume"
              onClick={() => call.resumeSound()}
            >
              {t("call.resume")}
            </Button>
          }
        >
          {t("call.blocked")}
        </Notice>
      )}
      {call.tokenEnds.value && <RenewToken />}
    </div>
  );
}

function RenewToken() {
  const token = useSignal("");
  const refused = useSignal(false);
  return (
    <form
      class="notice warning renew"
      data-testid="token-ends"
      onSubmit={(event) => {
        event.preventDefault();
        refused.value = !call.renewToken(token.value);
      }}
    >
      <p class="notice-body" role="status">
        {t("call.tokenEnds")}
      </p>
      <TextField
        label={t("call.newToken")}
        value={token}
        lines={1}
        error={refused.value && t("call.newToken.refused")}
        testId="new-token"
      />
      <Button type="submit" kind="primary" testId="renew">
        {t("call.renew")}
      </Button>
    </form>
  );
}
