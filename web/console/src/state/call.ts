/** One call: from the join form to the room and back. */
import { computed, signal } from "@preact/signals";
import type { RoomStream, UpdateType } from "cooee-web";
import type { CreateEngine, Engine } from "./engine";
import { connectEvents } from "./engine-events";
import type { EventLog } from "./event-log";
import { type Failure, failureOf, failureOfEvent, fieldOf } from "./failure";
import { OwnStream } from "./own-stream";
import { RemoteStream } from "./remote-stream";
import { Room } from "./room";
import type { Settings } from "./settings";
import { check, defaultStreamId, type FieldName, type Problem } from "./validate";

/** Where a call is. */
export type Phase = "idle" | "joining" | "joined" | "reconnecting";

/** What is wrong with the join form: found before anything was sent, or by the server. */
export type FormProblems = Partial<Record<FieldName, Problem | Failure>>;

/** What a {@link Call} works with. */
export interface CallParts {
  createEngine: CreateEngine;
  settings: Settings;
  log: EventLog;
  /** Whether the page came over https. */
  secure: boolean;
  now?: () => number;
}

/** How long a join may take before the page says what could be the matter. */
const SLOW_MS = 4_000;
/** How often meters move. */
const LEVEL_MS = 100;

/** The page's call. */
export class Call {
  readonly phase = signal<Phase>("idle");
  readonly problems = signal<FormProblems>({});
  /** Why the last join or call ended. */
  readonly failure = signal<Failure | undefined>(undefined);
  /** The join takes long: the server may be out of reach. */
  readonly slow = signal(false);
  /** The token ends soon. */
  readonly tokenEnds = signal(false);
  readonly streams = signal<readonly RemoteStream[]>([]);
  readonly room = new Room();
  readonly own: OwnStream;
  /** Whether the browser holds back the sound of some stream. */
  readonly blocked = computed(() => this.streams.value.some(({ blocked }) => blocked.value));
  /** Whether the page is in a room, be it with a broken link. */
  readonly inRoom = computed(() => ["joined", "reconnecting"].includes(this.phase.value));

  readonly #parts: CallParts;
  #engine: Engine | undefined;
  #slowTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: CallParts) {
    this.#parts = parts;
    const { settings } = parts;
    this.own = new OwnStream({
      engine: () => this.#engine,
      streamId: () => settings.stream.value.trim() || defaultStreamId(this.userId),
      microphone: () => settings.microphone.value,
      now: this.now,
    });
  }

  /** The clock. */
  readonly now = (): number => (this.#parts.now ?? Date.now)();

  /** The engine of this call. */
  get engine(): Engine | undefined {
    return this.#engine;
  }

  /** The room that was asked for. */
  get roomId(): string {
    return this.#parts.settings.room.value.trim();
  }

  /** Who this is. */
  get userId(): string {
    return this.#parts.settings.user.value.trim();
  }

  /** Joins with what the form holds. */
  async join(): Promise<void> {
    const { settings, createEngine, log } = this.#parts;
    if (this.phase.value !== "idle" || !this.#checkForm()) {
      return;
    }
    settings.remember();
    this.#begin();
    try {
      const engine = createEngine(Number(settings.app.value.trim()), settings.server.value.trim());
      this.#engine = engine;
      connectEvents(engine, this, log);
      engine.setSoundLevelDelegate(true, LEVEL_MS);
      log.add("call", "loginRoom", [this.roomId, { userID: this.userId }]);
      // A token copied out of a terminal may be broken into lines.
      const token = settings.token.value.replace(/\s+/g, "");
      const user = { userID: this.userId, userName: this.userId };
      await engine.loginRoom(this.roomId, token, user, { userUpdate: true });
      if (engine === this.#engine) {
        await this.#joined();
      }
    } catch (error) {
      this.#fail(failureOf(error));
    }
  }

  /** Leaves the room, or gives up joining. */
  leave(): void {
    this.#parts.log.add("call", "logoutRoom", [this.roomId]);
    this.#end();
  }

  /** Replaces the token of a running call. Answers whether it looks like one. */
  renewToken(token: string): boolean {
    this.#parts.log.add("call", "renewToken", [this.roomId]);
    const taken = this.#engine?.renewToken(token.replace(/\s+/g, ""), this.roomId) ?? false;
    if (taken) {
      this.tokenEnds.value = false;
      this.#parts.settings.token.value = token;
    }
    return taken;
  }

  /** Starts all sound that the browser held back; call it from a click. */
  resumeSound(): void {
    for (const stream of this.streams.value) {
      stream.resume();
    }
  }

  /** Takes the chosen speaker for all streams. */
  async followSpeaker(): Promise<void> {
    await Promise.all(this.streams.value.map((stream) => stream.followSpeaker()));
  }

  /** Takes over how the room's state changed. */
  onRoomState(reason: string, code: number, extendedData: string): void {
    if (reason === "RECONNECTING") {
      this.phase.value = "reconnecting";
    } else if (reason === "RECONNECTED") {
      this.phase.value = "joined";
    } else if (["KICKOUT", "RECONNECT_FAILED"].includes(reason)) {
      this.#fail(failureOfEvent(code, extendedData));
    }
  }

  /** Takes over whose streams came or went. */
  onStreams(update: UpdateType, changed: readonly RoomStream[]): void {
    const engine = this.#engine;
    if (!engine) {
      return;
    }
    const ids = new Set(changed.map(({ streamID }) => streamID));
    const gone = this.streams.value.filter(({ id }) => ids.has(id));
    for (const stream of gone) {
      stream.stop();
    }
    const kept = this.streams.value.filter((stream) => !gone.includes(stream));
    const { settings } = this.#parts;
    const host = { engine, speaker: () => settings.speaker.value, now: this.now };
    const added = update === "ADD" ? changed.map((stream) => new RemoteStream(stream, host)) : [];
    this.streams.value = [...kept, ...added];
    if (settings.autoPlay.value) {
      for (const stream of added) {
        void stream.play();
      }
    }
  }

  /** The stream of that ID. */
  stream(id: string): RemoteStream | undefined {
    return this.streams.value.find((stream) => stream.id === id);
  }

  #checkForm(): boolean {
    const { app, room, user, server, stream } = this.#parts.settings;
    const fields = Object.entries({ app, room, user, server, stream });
    const values = Object.fromEntries(fields.map(([name, { value }]) => [name, value.trim()]));
    const problems = check(
      values as Record<"app" | "room" | "user" | "server" | "stream", string>,
      this.#parts.secure,
    );
    this.problems.value = problems;
    return Object.keys(problems).length === 0;
  }

  #begin(): void {
    this.failure.value = undefined;
    this.room.clear();
    this.phase.value = "joining";
    this.#slowTimer = setTimeout(() => {
      this.slow.value = true;
    }, SLOW_MS);
  }

  async #joined(): Promise<void> {
    this.#quick();
    this.phase.value = "joined";
    if (this.#parts.settings.publishOnJoin.value) {
      await this.own.publish();
    }
  }

  #quick(): void {
    clearTimeout(this.#slowTimer);
    this.slow.value = false;
  }

  #fail(failure: Failure): void {
    if (this.phase.value === "idle") {
      return;
    }
    this.#parts.log.add("error", "room", [failure]);
    this.#end();
    this.failure.value = failure;
    const field = fieldOf(failure.code);
    this.problems.value = field ? { [field]: failure } : {};
  }

  #end(): void {
    this.#quick();
    this.own.stop();
    for (const stream of this.streams.value) {
      stream.stop();
    }
    const engine = this.#engine;
    // What comes from here on is of no interest.
    this.#engine = undefined;
    this.streams.value = [];
    this.tokenEnds.value = false;
    this.phase.value = "idle";
    engine?.logoutRoom();
    engine?.destroyEngine();
  }
}
