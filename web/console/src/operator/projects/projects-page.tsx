/** All projects, and a form for another one. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Badge } from "../../components/badge";
import { Card } from "../../components/card";
import { SelectField, TextField } from "../../components/field";
import { t } from "../../i18n";
import { Form } from "../parts/form";
import { Page } from "../parts/page";
import { RefusalNotice } from "../parts/refusal-notice";
import { Table } from "../parts/table";
import { useTask } from "../parts/use-task";
import type { App, AuthMode } from "../state/generated";
import { addressOf } from "../state/router";
import { api, projects } from "../state/stores";
import { AUTH_TONES, authChoices, OpenWarning } from "./auth";

/** The list of projects. */
export function ProjectsPage() {
  useEffect(() => void projects.load(), []);
  const list = projects.value.value;
  return (
    <Page title={t("projects.title")} lead={t("projects.lead")} testId="page-projects">
      <div class="columns main-aside">
        <Card title={t("projects.list", { count: list?.length ?? "…" })}>
          <RefusalNotice refusal={projects.refusal.value} />
          {list?.length === 0 && <p class="empty">{t("projects.none")}</p>}
          {list && list.length > 0 && <ProjectTable list={list} />}
        </Card>
        <Card title={t("projects.create")}>
          <NewProject />
        </Card>
      </div>
    </Page>
  );
}

function ProjectTable({ list }: { list: readonly App[] }) {
  const columns = [
    { title: t("projects.name") },
    { title: t("field.app") },
    { title: t("project.auth") },
    { title: t("project.privileges") },
  ];
  return (
    <Table columns={columns} testId="projects">
      {list.map((app) => (
        <tr key={app.app_id}>
          <th scope="row">
            <a
              href={addressOf({ page: "settings", appId: app.app_id })}
              data-testid={`project-${app.app_id}`}
            >
              {app.name || app.app_id}
            </a>
          </th>
          <td class="identity">{app.app_id}</td>
          <td>
            <Badge tone={AUTH_TONES[app.auth]}>{t(`auth.${app.auth}`)}</Badge>
          </td>
          <td>{app.strict ? t("project.strict.on") : t("project.strict.off")}</td>
        </tr>
      ))}
    </Table>
  );
}

function NewProject() {
  const task = useTask();
  const name = useSignal("");
  const auth = useSignal<AuthMode>("app_sign_and_token");
  const send = () =>
    task.run(async () => {
      const app = await api.post<App>("/apps", { name: name.value.trim(), auth: auth.value });
      location.hash = addressOf({ page: "settings", appId: app.app_id });
    });
  return (
    <Form task={task} action={t("projects.create.action")} testId="new-project" onSubmit={send}>
      <TextField
        label={t("projects.name")}
        hint={t("projects.name.hint")}
        value={name}
        testId="project-name"
        required
      />
      <SelectField
        label={t("project.auth")}
        hint={t(`auth.${auth.value}.hint`)}
        value={auth.value}
        choices={authChoices()}
        testId="project-auth"
        onChange={(value) => {
          auth.value = value as AuthMode;
        }}
      />
      {auth.value === "open" && <OpenWarning />}
    </Form>
  );
}
