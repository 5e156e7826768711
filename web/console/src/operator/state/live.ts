/** How the calls of a project fare, pushed by the server once a second. */
import { batch, signal } from "@preact/signals";
import { API, path } from "./api";
import type { Live, LiveRoom } from "./generated";
import { type Histories, remembered } from "./live-history";

/** Whether snapshots come. */
export type LiveLink = "connecting" | "connected" | "lost";

/** What snapshots come through: an `EventSource` outside of tests. */
export interface Source {
  /** 2 where it has given up. */
  readonly readyState: number;
  addEventListener(type: "message", listener: (event: { data: string }) => void): void;
  addEventListener(type: "error", listener: () => void): void;
  close(): void;
}

/** A source that was refused, say by a proxy whose server is gone, gives up; how long until another. */
const RETRY_MS = 3000;
const CLOSED = 2;

/** The live view of one project, from {@link start} to {@link stop}. */
export class LiveView {
  readonly link = signal<LiveLink>("connecting");
  /** Absent until the first snapshot. */
  readonly rooms = signal<readonly LiveRoom[] | undefined>(undefined);
  /** The server's clock at the newest snapshot. */
  readonly timeMs = signal(0);
  /** The last minutes of each stream that is live. */
  readonly histories = signal<Histories>(new Map());

  readonly #appId: number;
  readonly #open: (address: string) => Source;
  /** An `EventSource` does not tell why it failed: the session may have ended. */
  readonly #onLost: () => void;
  #source: Source | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(
    appId: number,
    onLost: () => void,
    open: (address: string) => Source = (address) => new EventSource(address),
  ) {
    this.#appId = appId;
    this.#open = open;
    this.#onLost = onLost;
  }

  /** Begins to listen. */
  start(): void {
    this.stop();
    const source = this.#open(API + path("apps", this.#appId, "live"));
    source.addEventListener("message", ({ data }) => this.#take(JSON.parse(data)));
    source.addEventListener("error", () => {
      this.link.value = "lost";
      if (source.readyState === CLOSED) {
        this.#retry = setTimeout(() => this.start(), RETRY_MS);
      }
      this.#onLost();
    });
    this.#source = source;
  }

  /** Ends it; what is known stays. */
  stop(): void {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = undefined;
  }

  #take(live: Live): void {
    const rooms = live.apps.find((app) => app.app_id === this.#appId)?.rooms ?? [];
    batch(() => {
      this.link.value = "connected";
      this.timeMs.value = live.time_ms;
      this.rooms.value = rooms;
      this.histories.value = remembered(this.histories.peek(), live.time_ms, rooms);
    });
  }
}
