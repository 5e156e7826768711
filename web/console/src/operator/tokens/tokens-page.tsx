/** Tokens of a project: one is made for a try, another is explained. */
import { t } from "../../i18n";
import { Page } from "../parts/page";
import type { App } from "../state/generated";
import { ExplainCard } from "./explain-card";
import { MakeCard } from "./make-card";

/** Both cards, side by side. */
export function TokensPage({ app }: { app: App }) {
  return (
    <Page title={t("project.tab.tokens")} lead={t("tokens.lead")} testId="page-tokens">
      <div class="columns">
        <MakeCard app={app} />
        <ExplainCard app={app} />
      </div>
    </Page>
  );
}
