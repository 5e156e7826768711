/** The operator's own affairs: the password. */
import { useSignal } from "@preact/signals";
import { Card } from "../../components/card";
import { TextField } from "../../components/field";
import { t } from "../../i18n";
import { toasts } from "../../state/toasts";
import { Form } from "../parts/form";
import { Page } from "../parts/page";
import { useTask } from "../parts/use-task";
import { session } from "../state/stores";
import { type NewPasswordProblem, PasswordFields, problemOf } from "./password-fields";

/** Changes the password. */
export function AccountPage() {
  const task = useTask();
  const old = useSignal("");
  const password = useSignal("");
  const again = useSignal("");
  const problem = useSignal<NewPasswordProblem | undefined>(undefined);
  const send = async () => {
    problem.value = problemOf(password.value, again.value);
    if (problem.value) {
      return;
    }
    if (await task.run(() => session.changePassword(old.value, password.value))) {
      for (const field of [old, password, again]) {
        field.value = "";
      }
      toasts.show(t("account.changed"));
    }
  };
  return (
    <Page title={t("account.title")} lead={t("account.lead")} narrow testId="page-account">
      <Card title={t("account.card")}>
        <Form task={task} action={t("account.change")} testId="change-password" onSubmit={send}>
          <TextField
            label={t("password.current")}
            value={old}
            password="current-password"
            testId="old-password"
            required
          />
          <PasswordFields password={password} again={again} problem={problem.value} />
        </Form>
      </Card>
    </Page>
  );
}
