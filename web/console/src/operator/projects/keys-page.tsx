/** API keys of a project. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { Card } from "../../components/card";
import { TextField } from "../../components/field";
import { Notice } from "../../components/notice";
import { t } from "../../i18n";
import { toasts } from "../../state/toasts";
import { Form } from "../parts/form";
import { Page } from "../parts/page";
import { RefusalNotice } from "../parts/refusal-notice";
import { SecretLine } from "../parts/secret-line";
import { actsColumn, RowActs, Table } from "../parts/table";
import { useTask } from "../parts/use-task";
import { path } from "../state/api";
import { dateTime } from "../state/format";
import type { ApiKey, NewApiKey } from "../state/generated";
import { Loaded } from "../state/loaded";
import { api, confirmation } from "../state/stores";

/** The keys: list, make, remove. */
export function KeysPage({ appId }: { appId: number }) {
  const at = path("apps", appId, "keys");
  const keys = useMemo(() => new Loaded(() => api.get<ApiKey[]>(at)), [at]);
  useEffect(() => void keys.load(), [keys]);
  const removal = useTask();
  const remove = async (key: ApiKey) => {
    const consent = await confirmation.ask({
      title: t("keys.remove.title", { name: key.name }),
      consequence: t("keys.remove.consequence"),
      action: t("keys.remove"),
    });
    if (consent && (await removal.run(() => api.delete(`${at}${path(key.key_id)}`)))) {
      toasts.show(t("keys.removed", { name: key.name }));
      await keys.load();
    }
  };
  const list = keys.value.value;
  return (
    <Page title={t("project.tab.keys")} lead={t("keys.lead")} testId="page-keys">
      <div class="columns main-aside">
        <Card title={t("keys.list", { count: list?.length ?? "…" })}>
          <RefusalNotice refusal={keys.refusal.value ?? removal.refusal.value} />
          {list?.length === 0 && <p class="empty">{t("keys.none")}</p>}
          {list && list.length > 0 && <KeyTable list={list} onRemove={(key) => void remove(key)} />}
        </Card>
        <Card title={t("keys.create")}>
          <NewKey at={at} onMade={() => void keys.load()} />
        </Card>
      </div>
    </Page>
  );
}

function KeyTable({ list, onRemove }: { list: ApiKey[]; onRemove: (key: ApiKey) => void }) {
  const columns = [
    { title: t("projects.name") },
    { title: t("keys.begins") },
    { title: t("common.created") },
    actsColumn(),
  ];
  return (
    <Table columns={columns} testId="keys">
      {list.map((key) => (
        <tr key={key.key_id}>
          <th scope="row">{key.name}</th>
          <td class="identity">{key.begins_with}…</td>
          <td>{dateTime(key.created_ms)}</td>
          <RowActs
            of={key.name}
            acts={[
              {
                action: t("keys.remove"),
                testId: `remove-key-${key.key_id}`,
                onClick: () => onRemove(key),
              },
            ]}
          />
        </tr>
      ))}
    </Table>
  );
}

function NewKey({ at, onMade }: { at: string; onMade: () => void }) {
  const task = useTask();
  const name = useSignal("");
  const made = useSignal<NewApiKey | undefined>(undefined);
  const send = async () => {
    made.value = undefined;
    const done = await task.run(async () => {
      made.value = await api.post<NewApiKey>(at, { name: name.value.trim() });
    });
    if (done) {
      name.value = "";
      onMade();
    }
  };
  return (
    <>
      <Form task={task} action={t("keys.create.action")} testId="new-key" onSubmit={send}>
        <TextField
          label={t("projects.name")}
          hint={t("keys.name.hint")}
          value={name}
          testId="key-name"
          required
        />
      </Form>
      {made.value && (
        <>
          <Notice tone="good">{t("keys.once")}</Notice>
          <SecretLine name={t("keys.key")} text={made.value.api_key} testId="new-api-key" />
        </>
      )}
    </>
  );
}
