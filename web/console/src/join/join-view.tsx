/** The first view: who joins which room, with which devices. */
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../components/button";
import { Card } from "../components/card";
import { CheckField } from "../components/field";
import { t } from "../i18n";
import { LogPanel } from "../log/log-panel";
import { call, devices, log, settings } from "../state/stores";
import { DeviceFields, MicrophoneTest } from "./device-fields";
import { IdentityFields } from "./identity-fields";
import { JoinNotices } from "./join-notices";

/** The join form. Enter in any field joins. */
export function JoinView() {
  const form = useRef<HTMLFormElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const joining = call.phase.value === "joining";
  const problems = call.problems.value;
  useEffect(() => {
    // After a call the focus goes on here; a freshly opened page leaves it alone.
    if (log.entries.peek().length > 0) {
      title.current?.focus();
    }
  }, []);
  useEffect(() => {
    // What is wrong is read out and can be corrected at once.
    form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [problems]);
  return (
    <main class="join" id="main" tabIndex={-1}>
      <h1 class="join-title" ref={title} tabIndex={-1}>
        {t("join.title")}
      </h1>
      <p class="join-lead">{t("join.lead")}</p>
      <JoinNotices />
      <form
        ref={form}
        noValidate
        data-testid="join-form"
        onSubmit={(event) => {
          event.preventDefault();
          devices.stopTest();
          void call.join();
        }}
      >
        <Card title={t("join.identity")}>
          <IdentityFields problems={problems} disabled={joining} />
        </Card>
        <Card title={t("join.devices")}>
          <DeviceFields />
          <MicrophoneTest />
          <div class="checks">
            <CheckField
              label={t("join.publish")}
              value={settings.publishOnJoin}
              testId="publish-on-join"
            />
            <CheckField label={t("join.autoPlay")} value={settings.autoPlay} testId="auto-play" />
          </div>
        </Card>
        <div class="join-actions">
          <Button kind="primary" type="submit" icon="call" disabled={joining} testId="join">
            {joining ? t("join.joining") : t("join.join")}
          </Button>
          {joining && (
            <Button onClick={() => call.leave()} testId="cancel">
              {t("join.cancel")}
            </Button>
          )}
        </div>
      </form>
      {log.entries.value.length > 0 && <LogPanel />}
    </main>
  );
}
