/** Takes a token apart: each claim, both clocks, what is wrong and what to do. */
import { useSignal } from "@preact/signals";
import { Card } from "../../components/card";
import { TextField } from "../../components/field";
import { Notice } from "../../components/notice";
import { t } from "../../i18n";
import { Form } from "../parts/form";
import { sentenceFor } from "../parts/refusal-notice";
import { useTask } from "../parts/use-task";
import { path } from "../state/api";
import type { App, ExplainedToken } from "../state/generated";
import { api } from "../state/stores";
import { ClaimsTable } from "./claims-table";

/** A token's explanation, and what the page's own clock said when it came. */
interface Explained extends ExplainedToken {
  page_time_ms: number;
}

/** The form and its result. */
export function ExplainCard({ app }: { app: App }) {
  const task = useTask();
  const token = useSignal("");
  const user = useSignal("");
  const room = useSignal("");
  const result = useSignal<Explained | undefined>(undefined);
  const send = () =>
    task.run(async () => {
      result.value = undefined;
      const about = {
        token: token.value.trim(),
        ...(user.value.trim() && { user_id: user.value.trim() }),
        ...(room.value.trim() && { room_id: room.value.trim() }),
      };
      const answer = await api.post<ExplainedToken>(
        path("apps", app.app_id, "tokens", "explain"),
        about,
      );
      result.value = { ...answer, page_time_ms: Date.now() };
    });
  return (
    <Card title={t("explain.title")}>
      <Form task={task} action={t("explain.action")} testId="explain" onSubmit={send}>
        <TextField
          label={t("field.token")}
          value={token}
          lines={3}
          testId="explain-token"
          required
        />
        <div class="field-row two">
          <TextField
            label={t("field.user")}
            hint={t("explain.user.hint")}
            value={user}
            testId="explain-user"
          />
          <TextField
            label={t("field.room")}
            hint={app.strict ? t("explain.room.hint") : t("explain.room.notStrict")}
            value={room}
            testId="explain-room"
          />
        </div>
      </Form>
      <div aria-live="polite" class="stack" data-testid="explained">
        {result.value && <Explanation explained={result.value} />}
      </div>
    </Card>
  );
}

function Explanation({ explained }: { explained: Explained }) {
  return (
    <>
      {explained.is_valid && <Notice tone="good">{t("explain.valid")}</Notice>}
      {explained.findings.map((finding, index) => (
        <Notice
          key={finding.code}
          tone={index === 0 ? "error" : "warning"}
          detail={`${finding.message} · ${t("error.code", { code: finding.code })}`}
        >
          {sentenceFor(finding)}
        </Notice>
      ))}
      <ClaimsTable explained={explained} pageTimeMs={explained.page_time_ms} />
    </>
  );
}
