/** AppID and, on demand, the secrets; each can be replaced. */
import { useSignal } from "@preact/signals";
import { Button } from "../../components/button";
import { Card } from "../../components/card";
import { t } from "../../i18n";
import { toasts } from "../../state/toasts";
import { RefusalNotice } from "../parts/refusal-notice";
import { SecretLine } from "../parts/secret-line";
import { useTask } from "../parts/use-task";
import { path } from "../state/api";
import type { Secrets } from "../state/generated";
import { api, confirmation } from "../state/stores";

const NAMES = ["app_sign", "server_secret"] as const;
type SecretName = (typeof NAMES)[number];

/** The secrets are fetched only when somebody asks, and forgotten with the page. */
export function SecretsCard({ appId }: { appId: number }) {
  const task = useTask();
  const secrets = useSignal<Secrets | undefined>(undefined);
  const at = path("apps", appId);
  const show = () =>
    task.run(async () => {
      secrets.value = await api.get<Secrets>(`${at}/secrets`);
    });
  const rotate = async (secret: SecretName) => {
    const name = t(`secret.${secret}`);
    const consent = await confirmation.ask({
      title: t("secrets.rotate.title", { name }),
      consequence: t(`secret.${secret}.breaks`),
      action: t("secrets.rotate"),
    });
    const rotated =
      consent &&
      (await task.run(async () => {
        secrets.value = await api.post<Secrets>(`${at}/rotate`, { secret });
      }));
    if (rotated) {
      toasts.show(t("secrets.rotated", { name }));
    }
  };
  const shown = secrets.value;
  return (
    <Card title={t("secrets.title")}>
      <SecretLine name={t("field.app")} text={`${appId}`} testId="app-id" />
      {NAMES.map((name) => {
        const text = shown?.[name];
        return text === undefined ? null : (
          <div key={name} class="secret-group">
            <SecretLine name={t(`secret.${name}`)} text={text} testId={`secret-${name}`} />
            <div class="actions">
              <span class="field-hint">{t(`secret.${name}.hint`)}</span>
              <Button
                small
                kind="quiet"
                icon="refresh"
                testId={`rotate-${name}`}
                onClick={() => void rotate(name)}
              >
                {t("secrets.rotate")}
                <span class="visually-hidden"> {t(`secret.${name}`)}</span>
              </Button>
            </div>
          </div>
        );
      })}
      <RefusalNotice refusal={task.refusal.value} />
      <div class="actions">
        {shown ? (
          <Button
            small
            testId="hide-secrets"
            onClick={() => {
              secrets.value = undefined;
            }}
          >
            {t("secrets.hide")}
          </Button>
        ) : (
          <Button disabled={task.busy.value} testId="show-secrets" onClick={() => void show()}>
            {t("secrets.show")}
          </Button>
        )}
        {!shown && <span class="field-hint">{t("secrets.hint")}</span>}
      </div>
    </Card>
  );
}
