/** The console's entry: reads where to start from, then draws the shell. */
import { render } from "preact";
import "../styles/index.css";
import "../styles/console.css";
import "../styles/table.css";
import "../styles/live.css";
import "../styles/room-picture.css";
import { ConsoleShell } from "./shell/console-shell";
import { followAddress } from "./state/router";
import { recallLanguage, session } from "./state/stores";

recallLanguage();
followAddress((code) => {
  session.setupCode.value = code;
});
void session.refresh();

const root = document.getElementById("app");
if (root) {
  render(<ConsoleShell />, root);
}
