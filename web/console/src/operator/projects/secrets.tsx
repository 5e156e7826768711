/** Secrets of a project on demand; each can be replaced. */
import { useSignal } from "@preact/signals";
import { Button } from "../../components/button";
import { t } from "../../i18n";
import { toasts } from "../../state/toasts";
import { RefusalNotice } from "../parts/refusal-notice";
import { SecretLine } from "../parts/secret-line";
import { useTask } from "../parts/use-task";
import { path } from "../state/api";
import type { SecretName, Secrets as Texts } from "../state/generated";
import { api, confirmation } from "../state/stores";

/** What {@link Secrets} take. */
export interface SecretsProps {
  appId: number;
  /** Those that are shown. */
  names: readonly SecretName[];
}

/** They are fetched only when somebody asks, and forgotten with the page. */
export function Secrets({ appId, names }: SecretsProps) {
  const task = useTask();
  const secrets = useSignal<Texts | undefined>(undefined);
  const at = path("apps", appId);
  const show = () =>
    task.run(async () => {
      secrets.value = await api.get<Texts>(`${at}/secrets`);
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
        secrets.value = await api.post<Texts>(`${at}/rotate`, { secret });
      }));
    if (rotated) {
      toasts.show(t("secrets.rotated", { name }));
    }
  };
  const shown = secrets.value;
  return (
    <>
      {shown &&
        names.map((name) => (
          <div key={name} class="secret-group">
            <SecretLine name={t(`secret.${name}`)} text={shown[name]} testId={`secret-${name}`} />
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
        ))}
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
    </>
  );
}
