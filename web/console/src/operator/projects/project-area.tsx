/** One project: its name, its pages, and what is dangerous about it. */
import { useEffect, useMemo, useRef } from "preact/hooks";
import { t } from "../../i18n";
import { Page } from "../parts/page";
import { RefusalNotice } from "../parts/refusal-notice";
import { path } from "../state/api";
import type { App } from "../state/generated";
import { Loaded } from "../state/loaded";
import { addressOf, PROJECT_PAGES, place } from "../state/router";
import { api } from "../state/stores";
import { OpenWarning } from "./auth";
import { ProjectPageView } from "./project-page-view";

/** The project with an AppID. */
export function ProjectArea({ appId }: { appId: number }) {
  const app = useMemo(() => new Loaded(() => api.get<App>(path("apps", appId))), [appId]);
  useEffect(() => void app.load(), [app]);
  const value = app.value.value;
  // On a phone the tabs scroll, and the page's own may be out of sight.
  const tabs = useRef<HTMLElement>(null);
  const { page: shown } = place.value;
  useEffect(() => {
    const current = tabs.current?.querySelector("[aria-current]");
    current?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [shown]);
  if (!value && app.refusal.value) {
    return (
      <Page title={`${appId}`} testId="page-no-project">
        <RefusalNotice refusal={app.refusal.value} />
        <p>
          <a href={addressOf({ page: "projects" })}>{t("project.others")}</a>
        </p>
      </Page>
    );
  }
  return (
    <>
      <div class="project-bar">
        <p class="project-name">
          <a href={addressOf({ page: "projects" })}>{t("projects.title")}</a>
          <span aria-hidden="true"> / </span>
          <strong data-testid="project-title">{value?.name}</strong>{" "}
          <span class="identity muted">{appId}</span>
        </p>
        <nav ref={tabs} class="tabs" aria-label={t("project.nav")}>
          {PROJECT_PAGES.map((page) => (
            <a
              key={page}
              href={addressOf({ page, appId })}
              aria-current={shown === page ? "page" : undefined}
              data-testid={`tab-${page}`}
            >
              {t(`project.tab.${page}`)}
            </a>
          ))}
        </nav>
        {value?.auth === "open" && <OpenWarning />}
      </div>
      {value && <ProjectPageView app={value} onChange={() => void app.load()} />}
    </>
  );
}
