/** Writes to the room. */
import { Button } from "../components/button";
import { FailureNotice } from "../components/failure-notice";
import { SelectField, TextField } from "../components/field";
import { type MessageKey, t } from "../i18n";
import { call, messenger } from "../state/stores";
import { bytes } from "../state/validate";

const KINDS = ["broadcast", "barrage", "command"] as const;

/** The field for a text, its kind, and for a command to whom. Enter sends. */
export function Composer() {
  const failure = messenger.messageFailure.value;
  const problem = typeof failure === "string" ? failure : undefined;
  const size = bytes(messenger.text.value);
  return (
    <form
      class="composer"
      noValidate
      data-testid="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void messenger.send();
      }}
    >
      <div class="composer-row">
        <TextField
          label={t("messages.text")}
          value={messenger.text}
          error={problem && t(`problem.${problem}`, { bytes: size })}
          testId="message-text"
        />
        <Button type="submit" kind="primary" testId="send">
          {t("messages.send")}
        </Button>
      </div>
      <div class="composer-kind">
        <SelectField
          label={t("messages.kind")}
          value={messenger.kind.value}
          choices={KINDS.map((kind) => ({ value: kind, label: t(`messages.kind.${kind}`) }))}
          onChange={(kind) => {
            messenger.kind.value = kind;
          }}
          testId="message-kind"
        />
        <p class="muted">{t(`messages.hint.${messenger.kind.value}` as MessageKey)}</p>
      </div>
      {messenger.kind.value === "command" && <Targets />}
      <FailureNotice
        failure={typeof failure === "object" ? failure : undefined}
        testId="message-error"
      />
    </form>
  );
}

function Targets() {
  const users = call.room.users.value;
  return (
    <fieldset class="targets" data-testid="targets">
      <legend>{t("messages.targets")}</legend>
      {users.map(({ userID }) => (
        <label key={userID} class="check">
          <input
            type="checkbox"
            checked={messenger.targets.value.includes(userID)}
            onChange={() => messenger.toggleTarget(userID)}
          />
          <span class="identity">{userID}</span>
        </label>
      ))}
      {users.length === 0 && <p class="muted">{t("messages.nobody")}</p>}
    </fieldset>
  );
}
