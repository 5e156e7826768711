/** The room's extra info: one key with a value that everyone sees. */
import { Button } from "../components/button";
import { FailureNotice } from "../components/failure-notice";
import { TextField } from "../components/field";
import { clock, t } from "../i18n";
import { call, messenger } from "../state/stores";
import { toasts } from "../state/toasts";
import { bytes } from "../state/validate";

/** Shows and sets the extra info. */
export function RoomInfoCard() {
  const failure = messenger.infoFailure.value;
  const infos = call.room.extraInfos.value;
  return (
    <details class="card room-info" data-testid="room-info">
      <summary>
        <h2>{t("info.title")}</h2>
        {infos.length === 0 && <span class="muted">{t("info.none")}</span>}
        {infos.map(({ key, value, updateUser, updateTime }) => (
          <span
            key={key}
            class="info"
            data-testid="info"
            title={t("info.by", { user: updateUser.userName, time: clock(updateTime) })}
          >
            <span class="identity">{key}</span> {value}
          </span>
        ))}
      </summary>
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
    </details>
  );
}
