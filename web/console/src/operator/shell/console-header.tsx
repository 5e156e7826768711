/** The console's header: where one is, and who one is. */
import { Brand } from "../../components/brand";
import { Button } from "../../components/button";
import { LanguageSelect } from "../../components/language-select";
import { t } from "../../i18n";
import { toasts } from "../../state/toasts";
import { useTask } from "../parts/use-task";
import { addressOf, place } from "../state/router";
import { rememberLanguage, session } from "../state/stores";

/** The header. */
export function ConsoleHeader() {
  const signedIn = session.state.value === "signed_in";
  return (
    <header class="header">
      <a class="brand-link" href="#/">
        <Brand />
      </a>
      {signedIn && (
        <nav class="console-nav" aria-label={t("console.nav")}>
          <Entry page="projects" />
          <Entry page="account" />
          <a href="/debug" target="_blank" rel="noreferrer" data-testid="nav-debug">
            {t("console.nav.debug")}
          </a>
        </nav>
      )}
      <span class="header-gap" />
      <LanguageSelect onChoice={rememberLanguage} />
      {signedIn && <SignOut />}
    </header>
  );
}

function Entry({ page }: { page: "projects" | "account" }) {
  const here = place.value;
  const current = here.page === page || (page === "projects" && "appId" in here);
  return (
    <a
      href={addressOf({ page })}
      aria-current={current ? "page" : undefined}
      data-testid={`nav-${page}`}
    >
      {t(`console.nav.${page}`)}
    </a>
  );
}

function SignOut() {
  const task = useTask();
  const signOut = async () => {
    if (await task.run(() => session.signOut())) {
      toasts.announce(t("session.signedOut"));
    }
  };
  return (
    <Button small icon="leave" disabled={task.busy.value} testId="sign-out" onClick={signOut}>
      {t("session.signOut")}
    </Button>
  );
}
