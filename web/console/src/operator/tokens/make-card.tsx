/** Makes a token that is good for a while. */
import { useSignal } from "@preact/signals";
import { Card } from "../../components/card";
import { CheckField, SelectField, TextField } from "../../components/field";
import { t } from "../../i18n";
import { Form } from "../parts/form";
import { SecretLine } from "../parts/secret-line";
import { useTask } from "../parts/use-task";
import { path } from "../state/api";
import { dateTime } from "../state/format";
import type { App, MadeToken } from "../state/generated";
import { api } from "../state/stores";
import { debugLink, newToken } from "../state/token-form";

const VALIDITIES = ["600", "3600", "86400", "604800", "2592000"] as const;

/** What was made, and for whom: the form may be about somebody else by now. */
interface Made extends MadeToken {
  link: string;
}

/** The form, and below it the token with a link into a call. */
export function MakeCard({ app }: { app: App }) {
  const task = useTask();
  const user = useSignal("");
  const room = useSignal("");
  const streams = useSignal("");
  const mayLogin = useSignal(true);
  const mayPublish = useSignal(true);
  const valid = useSignal<string>("3600");
  const made = useSignal<Made | undefined>(undefined);
  const send = () =>
    task.run(async () => {
      made.value = undefined;
      const wanted = newToken({
        user: user.value,
        room: room.value,
        streams: streams.value,
        mayLogin: mayLogin.value,
        mayPublish: mayPublish.value,
        validSeconds: Number(valid.value),
      });
      const answer = await api.post<MadeToken>(path("apps", app.app_id, "tokens"), wanted);
      made.value = {
        ...answer,
        link: debugLink(location.origin, app.app_id, wanted, answer.token),
      };
    });
  return (
    <Card title={t("tokens.make")}>
      <Form task={task} action={t("tokens.make.action")} testId="make-token" onSubmit={send}>
        <div class="field-row two">
          <TextField label={t("field.user")} value={user} testId="token-user" required />
          <TextField
            label={t("field.room")}
            hint={t(app.strict ? "tokens.room.strict" : "tokens.room.hint")}
            required={app.strict}
            value={room}
            testId="token-room"
          />
        </div>
        {room.value.trim() && (
          <fieldset class="group">
            <legend>{t("tokens.privileges")}</legend>
            <div class="checks">
              <CheckField label={t("tokens.mayLogin")} value={mayLogin} testId="token-login" />
              <CheckField
                label={t("tokens.mayPublish")}
                value={mayPublish}
                testId="token-publish"
              />
            </div>
            <TextField
              label={t("tokens.streams")}
              hint={t("tokens.streams.hint")}
              value={streams}
              testId="token-streams"
            />
            {!app.strict && <p class="field-hint">{t("tokens.notStrict")}</p>}
          </fieldset>
        )}
        <SelectField
          label={t("tokens.valid")}
          value={valid.value}
          choices={VALIDITIES.map((value) => ({ value, label: t(`tokens.valid.${value}`) }))}
          testId="token-valid"
          onChange={(value) => {
            valid.value = value;
          }}
        />
      </Form>
      <div aria-live="polite" class="stack">
        {made.value && (
          <>
            <p>{t("tokens.made", { time: dateTime(made.value.expires_ms) })}</p>
            <SecretLine name={t("field.token")} text={made.value.token} testId="token" />
            <p>
              <a
                class="button"
                href={made.value.link}
                target="_blank"
                rel="noreferrer"
                data-testid="token-link"
              >
                {t("tokens.open")}
              </a>
            </p>
            <p class="field-hint">{t("tokens.open.hint")}</p>
          </>
        )}
      </div>
    </Card>
  );
}
