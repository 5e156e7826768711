/** AppID, RoomID, UserID and Token, and what few people need below them. */
import { TextField } from "../components/field";
import { t } from "../i18n";
import { adviceFor } from "../i18n/advice";
import type { FormProblems } from "../state/call";
import type { Failure } from "../state/failure";
import { settings } from "../state/stores";
import { bytes, type FieldName, type Problem } from "../state/validate";

/** What {@link IdentityFields} takes. */
export interface IdentityFieldsProps {
  problems: FormProblems;
  disabled: boolean;
}

/** The fields that say who joins what. */
export function IdentityFields({ problems, disabled }: IdentityFieldsProps) {
  const field = (name: FieldName) => ({
    name,
    disabled,
    id: `field-${name}`,
    testId: `field-${name}`,
    value: settings[name],
    error: sentence(problems[name], name),
  });
  return (
    <>
      <div class="field-row">
        <TextField {...field("app")} label={t("field.app")} inputMode="numeric" required />
        <TextField {...field("room")} label={t("field.room")} required />
        <TextField {...field("user")} label={t("field.user")} required />
      </div>
      <TextField
        {...field("token")}
        label={t("field.token")}
        hint={t("field.token.hint")}
        lines={2}
      />
      <details class="more" open={Boolean(problems.server ?? problems.stream)}>
        <summary>{t("join.more")}</summary>
        <div class="field-row two">
          <TextField
            {...field("server")}
            label={t("field.server")}
            hint={t("field.server.hint")}
            placeholder={location.origin}
            inputMode="url"
          />
          <TextField {...field("stream")} label={t("field.stream")} hint={t("field.stream.hint")} />
        </div>
      </details>
    </>
  );
}

function sentence(problem: Problem | Failure | undefined, name: FieldName) {
  if (typeof problem === "string") {
    return t(`problem.${problem}`, { bytes: bytes(settings[name].value.trim()) });
  }
  return problem && adviceFor(problem);
}
