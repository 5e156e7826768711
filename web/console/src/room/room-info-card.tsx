/** The room's extra info: one key with a value that everyone sees. */
import { Button } from "../components/button";
import { Card } from "../components/card";
import { FailureNotice } from "../components/failure-notice";
import { TextField } from "../components/field";
import { clock, t } from "../i18n";
import { call, messenger, toasts } from "../state/stores";
import { bytes } from "../state/validate";

/** Shows and sets the extra info. */
export function RoomInfoCard() {
  const failure = messenger.infoFailure.value;
  const infos = call.room.extraInfos.value;
  return (
    <Card title={t("info.title")} class="room-info" testId="room-info">
      {infos.length === 0 && <p class="muted">{t("info.none")}</p>}
      <dl class="infos">
        {infos.map(({ key, value, updateUser, updateTime }) => (
          <div key={key} data-testid="info">
            <dt class="identity">{key}</dt>
            <dd>{value}</dd>
            <dd class="muted">
              {updateUser.userName} · {clock(updateTime)}
            </dd>
          </div>
        ))}
      </dl>
      <form
        class="info-form"
        noValidate
        onSubmit={async (event) => {
          event.preventDefault();
          if (await messenger.setExtraInfo()) {
            toasts.show(t("info.done"));
          }
        }}
      >
        <TextField
          label={t("info.key")}
          value={messenger.key}
          error={
            failure === "info.key" && t("problem.info.key", { bytes: bytes(messenger.key.value) })
          }
          testId="info-key"
        />
        <TextField
          label={t("info.value")}
          value={messenger.value}
          error={
            failure === "info.value" &&
            t("problem.info.value", { bytes: bytes(messenger.value.value) })
          }
          testId="info-value"
        />
        <Button type="submit" testId="info-set">
          {t("info.set")}
        </Button>
      </form>
      <FailureNotice
        failure={typeof failure === "object" ? failure : undefined}
        testId="info-error"
      />
    </Card>
  );
}
