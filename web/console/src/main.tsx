/** The page's entry: reads where to start from, then draws the shell. */

import { effect } from "@preact/signals";
import { render } from "preact";
import { t } from "./i18n";
import "./styles/index.css";
import { Shell } from "./shell/shell";
import { announceChanges } from "./state/announcer";
import { followAddress } from "./state/router";
import { call, devices, settings } from "./state/stores";
import { toasts } from "./state/toasts";

followAddress((prefill) => settings.apply(prefill));
void devices.refresh();
announceChanges(call, toasts);

effect(() => {
  document.title = t("page.title");
});

const root = document.getElementById("app");
if (root) {
  render(<Shell />, root);
}
