/** What is around every page of the console. */
import { Button } from "../../components/button";
import { Notice } from "../../components/notice";
import { ToastList } from "../../components/toast-list";
import { t } from "../../i18n";
import { Page } from "../parts/page";
import { ProjectArea } from "../projects/project-area";
import { ProjectsPage } from "../projects/projects-page";
import { AccountPage } from "../session/account-page";
import { SetUpPage } from "../session/set-up-page";
import { SignInPage } from "../session/sign-in-page";
import { place } from "../state/router";
import { session } from "../state/stores";
import { ConfirmDialog } from "./confirm-dialog";
import { ConsoleHeader } from "./console-header";

/** The console. */
export function ConsoleShell() {
  return (
    <div class="shell console">
      <button type="button" class="skip" onClick={() => document.getElementById("main")?.focus()}>
        {t("nav.skip")}
      </button>
      <ConsoleHeader />
      <main id="main" tabIndex={-1}>
        <Main />
      </main>
      <ToastList />
      <ConfirmDialog />
    </div>
  );
}

function Main() {
  switch (session.state.value) {
    case "unknown":
      return null;
    case "unreachable":
      return (
        <Page title={t("console.unreachable")} narrow testId="page-unreachable">
          <Notice
            tone="error"
            actions={
              <Button small icon="refresh" onClick={() => void session.refresh()}>
                {t("common.retry")}
              </Button>
            }
          >
            {t("refused.unreachable")}
          </Notice>
        </Page>
      );
    case "setup_needed":
      return <SetUpPage />;
    case "signed_out":
      return <SignInPage />;
    case "signed_in":
      return <SignedIn />;
  }
}

function SignedIn() {
  const here = place.value;
  if (here.page === "projects") {
    return <ProjectsPage />;
  }
  if (here.page === "account") {
    return <AccountPage />;
  }
  // Another project is another page, with nothing left over from the one before.
  return <ProjectArea key={here.appId} appId={here.appId} />;
}
