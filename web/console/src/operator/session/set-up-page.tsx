/** The first start: the link's code and a password. */
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { Card } from "../../components/card";
import { TextField } from "../../components/field";
import { t } from "../../i18n";
import { Form } from "../parts/form";
import { Page } from "../parts/page";
import { useTask } from "../parts/use-task";
import { session } from "../state/stores";
import { type NewPasswordProblem, PasswordFields, problemOf } from "./password-fields";

/** Sets the first password. */
export function SetUpPage() {
  const task = useTask();
  const password = useSignal("");
  const again = useSignal("");
  const problem = useSignal<NewPasswordProblem | undefined>(undefined);
  // Typing a code must not take its field away.
  const linked = useMemo(() => session.setupCode.peek() !== "", []);
  const send = () => {
    problem.value = problemOf(password.value, again.value);
    if (!problem.value) {
      void task.run(() => session.setUp(password.value));
    }
  };
  return (
    <Page title={t("setup.title")} lead={t("setup.lead")} narrow testId="page-set-up">
      <Card title={t("setup.card")}>
        <Form task={task} action={t("setup.action")} testId="set-up" onSubmit={send}>
          {!linked && (
            <TextField
              label={t("setup.code")}
              hint={t("setup.code.hint")}
              value={session.setupCode}
              testId="setup-code"
              required
            />
          )}
          <PasswordFields password={password} again={again} problem={problem.value} />
        </Form>
      </Card>
    </Page>
  );
}
