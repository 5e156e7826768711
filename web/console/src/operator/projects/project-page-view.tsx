/** The page of a project that the address names. */
import { CallbacksPage } from "../callbacks/callbacks-page";
import { LivePage } from "../live/live-page";
import { LoginsPage } from "../records/logins-page";
import type { App } from "../state/generated";
import { place } from "../state/router";
import { TokensPage } from "../tokens/tokens-page";
import { KeysPage } from "./keys-page";
import { SettingsPage } from "./settings-page";

/** What a {@link ProjectPageView} takes. */
export interface ProjectPageProps {
  app: App;
  /** After the project has changed. */
  onChange: () => void;
}

/** The page. */
export function ProjectPageView(props: ProjectPageProps) {
  switch (place.value.page) {
    case "live":
      return <LivePage app={props.app} />;
    case "logins":
      return <LoginsPage appId={props.app.app_id} />;
    case "tokens":
      return <TokensPage app={props.app} />;
    case "callbacks":
      return <CallbacksPage appId={props.app.app_id} />;
    case "keys":
      return <KeysPage appId={props.app.app_id} />;
    default:
      return <SettingsPage {...props} />;
  }
}
