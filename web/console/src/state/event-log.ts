/** What was called and what came, with times. */
import { signal } from "@preact/signals";

/** Whether the page asked for something, something came, or something failed. */
export type LogKind = "call" | "event" | "error";

/** One row of the log. */
export interface LogEntry {
  id: number;
  /** In ms since 1970. */
  time: number;
  kind: LogKind;
  /** The member or the event of the SDK. */
  name: string;
  /** Arguments or payload as text. */
  text: string;
  /** How often it came; more than once only for figures that come again and again. */
  count: number;
}

/** How many rows are kept. */
const CAPACITY = 500;

/** The log of this page, newest row last. */
export class EventLog {
  /** Things that happened. */
  readonly entries = signal<readonly LogEntry[]>([]);
  /** Figures that come several times a minute: one row each, with the newest payload. */
  readonly repeating = signal<readonly LogEntry[]>([]);

  readonly #now: () => number;
  #nextId = 1;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Notes something that happened. */
  add(kind: LogKind, name: string, values: readonly unknown[] = []): void {
    const entry = this.#entry(kind, name, values);
    this.entries.value = [...this.entries.value.slice(1 - CAPACITY), entry];
  }

  /** Notes a figure in the row of its name. */
  repeat(name: string, values: readonly unknown[]): void {
    const former = this.repeating.value.find((entry) => entry.name === name);
    const entry = this.#entry("event", name, values);
    const next = former ? { ...entry, id: former.id, count: former.count + 1 } : entry;
    this.repeating.value = former
      ? this.repeating.value.map((other) => (other === former ? next : other))
      : [...this.repeating.value, next];
  }

  /** Forgets everything. */
  clear(): void {
    this.entries.value = [];
    this.repeating.value = [];
  }

  /** Everything as lines of text, for a bug report. */
  toText(): string {
    const line = (entry: LogEntry) => {
      const times = entry.count > 1 ? ` (${entry.count} times)` : "";
      return `${new Date(entry.time).toISOString()} ${entry.kind} ${entry.name}${times} ${entry.text}`;
    };
    return [...this.entries.value, ...this.repeating.value].map(line).join("\n");
  }

  #entry(kind: LogKind, name: string, values: readonly unknown[]): LogEntry {
    const text = values.map(toText).join(" ");
    return { id: this.#nextId++, time: this.#now(), kind, name, text, count: 1 };
  }
}

/** A value in one line. Media objects and views have no text worth reading. */
function toText(value: unknown): string {
  if (typeof value === "string") {
    return value === "" ? '""' : value;
  }
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
