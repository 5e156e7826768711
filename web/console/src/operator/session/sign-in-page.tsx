/** The operator signs in. */
import { useSignal } from "@preact/signals";
import { Card } from "../../components/card";
import { TextField } from "../../components/field";
import { Notice } from "../../components/notice";
import { t } from "../../i18n";
import { Form } from "../parts/form";
import { Page } from "../parts/page";
import { useTask } from "../parts/use-task";
import { session } from "../state/stores";

/** Asks for the password; the address stays, so that one is back where one was. */
export function SignInPage() {
  const task = useTask();
  const password = useSignal("");
  const send = async () => {
    await task.run(() => session.signIn(password.value));
    password.value = "";
  };
  return (
    <Page title={t("session.title")} lead={t("session.lead")} narrow testId="page-sign-in">
      {session.expired.value && (
        <Notice tone="info" testId="expired">
          {t("session.expired")}
        </Notice>
      )}
      <Card title={t("session.card")}>
        <Form task={task} action={t("session.signIn")} testId="sign-in" onSubmit={send}>
          <TextField
            label={t("password.current")}
            hint={t("session.lost")}
            value={password}
            password="current-password"
            testId="password"
            required
          />
        </Form>
      </Card>
    </Page>
  );
}
