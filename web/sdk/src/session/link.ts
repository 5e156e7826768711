/** The WebSocket, as far as a session needs to know it. All times are in ms. */
import { HEARTBEAT_TIMEOUT_MS } from "../protocol/generated";

/** How long the answer to an ordinary heartbeat may take before it counts as missed. */
const PATIENCE = 3_000;
/** The same while there is reason to believe that the link is dead. */
const SHORT_PATIENCE = 1_000;
/** Missed answers that make a link count as lost. */
const MISSES = 2;
const SHORTEST_INTERVAL = 3_000;

/** Where the WebSocket stands. */
export type Link =
  /** Not wanted. */
  | { kind: "closed" }
  /** Lost; it is opened again after a pause. */
  | { kind: "waiting"; until: number }
  /** Asked for; the server has not spoken yet. Given up at the deadline. */
  | { kind: "opening"; deadline: number }
  /** The server said hello. */
  | { kind: "open"; heartbeat: Heartbeat };

/** The deadline for what is awaited. Heartbeats count only while logged in. */
export function linkDeadline(link: Link, loggedIn: boolean): number | undefined {
  switch (link.kind) {
    case "closed":
      return undefined;
    case "waiting":
      return link.until;
    case "opening":
      return link.deadline;
    case "open":
      return loggedIn ? link.heartbeat.deadline() : undefined;
  }
}

/** What a heartbeat's deadline calls for: nothing yet, a heartbeat, or the end of the link. */
export type Pulse = "quiet" | "ask" | "dead";

/** When to ask whether the server is still there, and when to believe that it is not. */
export class Heartbeat {
  readonly #interval: number;
  #next: number;
  /** The question that waits for an answer; any text of the server is one. */
  #asked: { deadline: number; patience: number; missed: number } | undefined;

  constructor(now: number, intervalMs: number) {
    this.#interval = Math.min(Math.max(intervalMs, SHORTEST_INTERVAL), HEARTBEAT_TIMEOUT_MS);
    this.#next = now + this.#interval;
  }

  /** The server sent something. */
  heard(): void {
    this.#asked = undefined;
  }

  /**
   * There is reason to doubt the link: ask at once and wait less. True if a heartbeat is to be
   * sent.
   */
  doubt(now: number): boolean {
    const soon = now + SHORT_PATIENCE;
    if (this.#asked) {
      this.#asked.deadline = Math.min(this.#asked.deadline, soon);
      this.#asked.patience = SHORT_PATIENCE;
      return false;
    }
    this.#asked = { deadline: soon, patience: SHORT_PATIENCE, missed: 0 };
    return true;
  }

  /** What is to be done now. */
  pulse(now: number): Pulse {
    const asked = this.#asked;
    if (asked) {
      if (asked.deadline > now) {
        return "quiet";
      }
      asked.missed += 1;
      asked.deadline = now + asked.patience;
      return asked.missed < MISSES ? "ask" : "dead";
    }
    if (this.#next > now) {
      return "quiet";
    }
    this.#next = now + this.#interval;
    this.#asked = { deadline: now + PATIENCE, patience: PATIENCE, missed: 0 };
    return "ask";
  }

  deadline(): number {
    return this.#asked?.deadline ?? this.#next;
  }
}
