/** What was called and what came, with times. */
import { Button } from "../components/button";
import { Card } from "../components/card";
import { copyText } from "../components/copy-text";
import { clockWithMs, t } from "../i18n";
import type { LogEntry } from "../state/event-log";
import { log } from "../state/stores";
import { toasts } from "../state/toasts";

/** The log, newest row first: it is in sight without scrolling. */
export function LogPanel() {
  const entries = log.entries.value;
  const repeating = log.repeating.value;
  return (
    <Card
      title={t("log.title")}
      class="log"
      testId="log"
      aside={
        <>
          <Button small kind="quiet" icon="copy" testId="copy-log" onClick={() => void copy()}>
            {t("log.copy")}
          </Button>
          <Button small kind="quiet" icon="trash" testId="clear-log" onClick={() => log.clear()}>
            {t("log.clear")}
          </Button>
        </>
      }
    >
      <Rows entries={entries} label={t("log.title")} testId="log-rows" />
      {entries.length === 0 && <p class="empty">{t("log.none")}</p>}
      {repeating.length > 0 && (
        <details class="more">
          <summary>{t("log.repeating", { count: repeating.length })}</summary>
          <Rows entries={repeating} label={t("log.repeating.label")} testId="log-repeating" />
        </details>
      )}
    </Card>
  );
}

interface RowsProps {
  entries: readonly LogEntry[];
  label: string;
  testId: string;
}

function Rows({ entries, label, testId }: RowsProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must take the keyboard.
    <ul class="rows" aria-label={label} tabIndex={0} data-testid={testId}>
      {[...entries].reverse().map((entry) => (
        <li key={entry.id} class={`row ${entry.kind}`}>
          <time dateTime={new Date(entry.time).toISOString()}>{clockWithMs(entry.time)}</time>
          <span class="row-name">{entry.name}</span>
          {entry.count > 1 && <span class="row-count">×{entry.count}</span>}
          <span class="row-text">{entry.text}</span>
        </li>
      ))}
    </ul>
  );
}

async function copy() {
  toasts.show((await copyText(log.toText())) ? t("log.copied") : t("copy.failed"));
}
