/** Where callbacks are posted to. */
import { useSignal } from "@preact/signals";
import { Badge } from "../../components/badge";
import { Button } from "../../components/button";
import { Card } from "../../components/card";
import { TextField } from "../../components/field";
import { t } from "../../i18n";
import { toasts } from "../../state/toasts";
import { Form } from "../parts/form";
import { useTask } from "../parts/use-task";
import type { Callbacks } from "../state/generated";
import { api, confirmation } from "../state/stores";

const EXAMPLE_URL = "https://app.example.com/cooee";

/** What a {@link TargetCard} takes. */
export interface TargetCardProps {
  /** Where the API keeps it. */
  at: string;
  /** What it is at the moment; null where nothing is posted. */
  url: string | null;
  onChange: () => void;
}

/** The URL; it can be taken away, and stays in the field for the next time. */
export function TargetCard({ at, url, onChange }: TargetCardProps) {
  const task = useTask();
  const typed = useSignal(url ?? "");
  const isWrong = useSignal(false);
  const put = async (next: string | null, done: string) => {
    const saved = await task.run(async () => {
      await api.put<Callbacks>(at, { url: next });
    });
    if (saved) {
      toasts.show(done);
      onChange();
    }
  };
  const turnOff = async () => {
    const consent = await confirmation.ask({
      title: t("callbacks.off.title"),
      consequence: t("callbacks.off.consequence"),
      action: t("callbacks.off"),
    });
    if (consent) {
      await put(null, t("callbacks.turnedOff"));
    }
  };
  const send = () => {
    const next = typed.value.trim();
    isWrong.value = next !== "" && !isUrl(next);
    if (isWrong.value) {
      return undefined;
    }
    return next ? put(next, t("callbacks.saved")) : turnOff();
  };
  return (
    <Card
      title={t("callbacks.target")}
      aside={
        <Badge tone={url ? "good" : "info"} testId="callbacks-state">
          {t(url ? "callbacks.state.on" : "callbacks.state.off")}
        </Badge>
      }
    >
      <Form
        task={task}
        action={t(url ? "common.save" : "callbacks.on")}
        icon="check"
        testId="callbacks"
        aside={
          url && (
            <Button
              kind="danger"
              disabled={task.busy.value}
              testId="callbacks-off"
              onClick={() => void turnOff()}
            >
              {t("callbacks.off")}
            </Button>
          )
        }
        onSubmit={() => void send()}
      >
        <TextField
          label={t("callbacks.url")}
          hint={t("callbacks.url.hint")}
          error={isWrong.value && t("callbacks.url.wrong", { example: EXAMPLE_URL })}
          value={typed}
          inputMode="url"
          placeholder={EXAMPLE_URL}
          testId="callbacks-url"
        />
      </Form>
    </Card>
  );
}

function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}
