/** What a project is called, what its logins have to bring, and its secrets. */
import { useSignal } from "@preact/signals";
import { Card } from "../../components/card";
import { CheckField, SelectField, TextField } from "../../components/field";
import { t } from "../../i18n";
import { toasts } from "../../state/toasts";
import { Form } from "../parts/form";
import { Page } from "../parts/page";
import { useTask } from "../parts/use-task";
import { path } from "../state/api";
import type { App, AuthMode, ChangedApp, TokenExpiry } from "../state/generated";
import { api } from "../state/stores";
import { authChoices } from "./auth";
import type { ProjectPageProps } from "./project-page-view";
import { RemoveCard } from "./remove-card";
import { SecretsCard } from "./secrets-card";

/** The settings. */
export function SettingsPage({ app, onChange }: ProjectPageProps) {
  return (
    <Page title={t("project.tab.settings")} lead={t("project.lead")} testId="page-settings">
      <div class="columns">
        <SecretsCard appId={app.app_id} />
        <RulesCard app={app} onChange={onChange} />
        <RemoveCard app={app} />
      </div>
    </Page>
  );
}

function RulesCard({ app, onChange }: ProjectPageProps) {
  const task = useTask();
  const name = useSignal(app.name);
  const auth = useSignal<AuthMode>(app.auth);
  const strict = useSignal(app.strict);
  const onExpiry = useSignal<TokenExpiry>(app.on_token_expiry);
  const send = async () => {
    const change: ChangedApp = {
      name: name.value.trim(),
      auth: auth.value,
      strict: strict.value,
      on_token_expiry: onExpiry.value,
    };
    const saved = await task.run(async () => {
      await api.patch<App>(path("apps", app.app_id), change);
    });
    if (saved) {
      toasts.show(t("project.saved"));
      onChange();
    }
  };
  return (
    <Card class="tall" title={t("project.rules")}>
      <Form task={task} action={t("common.save")} icon="check" testId="rules" onSubmit={send}>
        <TextField label={t("projects.name")} value={name} testId="rule-name" required />
        <SelectField
          label={t("project.auth")}
          hint={t(`auth.${auth.value}.hint`)}
          value={auth.value}
          choices={authChoices()}
          testId="rule-auth"
          onChange={(value) => {
            auth.value = value as AuthMode;
          }}
        />
        <SelectField
          label={t("project.onExpiry")}
          hint={t(`expiry.${onExpiry.value}.hint`)}
          value={onExpiry.value}
          choices={(["stay", "kick"] as const).map((value) => ({
            value,
            label: t(`expiry.${value}`),
          }))}
          testId="rule-expiry"
          onChange={(value) => {
            onExpiry.value = value as TokenExpiry;
          }}
        />
        <div>
          <CheckField label={t("project.strict")} value={strict} testId="rule-strict" />
          <p class="field-hint">{t("project.strict.hint")}</p>
        </div>
      </Form>
    </Card>
  );
}
