/** The page's entry: reads where to start from, then draws the shell. */
import { render } from "preact";
import "./styles/index.css";
import { Shell } from "./shell/shell";
import { announceChanges } from "./state/announcer";
import { followAddress } from "./state/router";
import { call, devices, settings, toasts } from "./state/stores";

followAddress((prefill) => settings.apply(prefill));
void devices.refresh();
announceChanges(call, toasts);

const root = document.getElementById("app");
if (root) {
  render(<Shell />, root);
}
