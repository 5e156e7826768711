/** What is around every view: header, navigation, confirmations. */
import { CallView } from "../call/call-view";
import { ToastList } from "../components/toast-list";
import { t } from "../i18n";
import { JoinView } from "../join/join-view";
import { call } from "../state/stores";
import { Header } from "./header";

/** The page. */
export function Shell() {
  return (
    <div class={call.inRoom.value ? "shell in-room" : "shell"}>
      <button type="button" class="skip" onClick={skip}>
        {t("nav.skip")}
      </button>
      <Header />
      {call.inRoom.value ? <CallView /> : <JoinView />}
      <ToastList />
    </div>
  );
}

/** Moves the focus without touching the address, where views have their names. */
function skip() {
  document.getElementById("main")?.focus();
}
