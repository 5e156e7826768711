/** The end of a project. */
import { Button } from "../../components/button";
import { Card } from "../../components/card";
import { t } from "../../i18n";
import { toasts } from "../../state/toasts";
import { RefusalNotice } from "../parts/refusal-notice";
import { useTask } from "../parts/use-task";
import { path } from "../state/api";
import type { App } from "../state/generated";
import { addressOf } from "../state/router";
import { api, confirmation } from "../state/stores";

/** Removes the project after a question. */
export function RemoveCard({ app }: { app: App }) {
  const task = useTask();
  const name = app.name || `${app.app_id}`;
  const remove = async () => {
    const consent = await confirmation.ask({
      title: t("project.remove.title", { name }),
      consequence: t("project.remove.consequence"),
      action: t("project.remove"),
    });
    if (consent && (await task.run(() => api.delete(path("apps", app.app_id))))) {
      toasts.show(t("project.removed", { name }));
      location.hash = addressOf({ page: "projects" });
    }
  };
  return (
    <Card title={t("project.remove")}>
      <p class="muted">{t("project.remove.consequence")}</p>
      <RefusalNotice refusal={task.refusal.value} />
      <div class="actions">
        <Button
          kind="danger"
          icon="trash"
          disabled={task.busy.value}
          testId="remove-project"
          onClick={() => void remove()}
        >
          {t("project.remove")}
        </Button>
      </div>
    </Card>
  );
}
