/** What was called and what came, with times. */
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../components/button";
import { Card } from "../components/card";
import { clockWithMs, t } from "../i18n";
import type { LogEntry } from "../state/event-log";
import { log, toasts } from "../state/stores";
import { copyText } from "./copy-text";

/** The log, newest row last. */
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
      <Rows entries={entries} label={t("log.title")} follow testId="log-rows" />
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
  /** Whether the newest row comes into sight. */
  follow?: boolean;
  testId: string;
}

function Rows({ entries, label, follow, testId }: RowsProps) {
  const box = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const list = box.current;
    // Somebody who reads further up is left alone.
    if (follow && list && list.scrollHeight - list.scrollTop - list.clientHeight < 160) {
      list.scrollTop = list.scrollHeight;
    }
  }, [entries, follow]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must take the keyboard.
    <ul class="rows" aria-label={label} tabIndex={0} ref={box} data-testid={testId}>
      {entries.map((entry) => (
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
  toasts.show((await copyText(log.toText())) ? t("log.copied") : t("log.notCopied"));
}
