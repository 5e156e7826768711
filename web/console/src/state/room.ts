/** What a room holds as this page sees it: people, messages, and the room's extra info. */
import { signal } from "@preact/signals";
import type { NamedUser, QualityGrade, RoomExtraInfo, UpdateType } from "cooee-web";

/** The three ways to send a text. */
export type MessageKind = "broadcast" | "barrage" | "command";

/** A text that came or went. */
export interface RoomMessage {
  id: number;
  kind: MessageKind;
  /** The sender's name. */
  from: string;
  own: boolean;
  /** For an own command: to whom; empty for everyone. */
  to: readonly string[];
  text: string;
  /** In ms since 1970. */
  time: number;
}

/** How many messages are kept. */
const CAPACITY = 200;

/** A room. */
export class Room {
  /** The others, in the order in which they came. */
  readonly users = signal<readonly NamedUser[]>([]);
  readonly messages = signal<readonly RoomMessage[]>([]);
  readonly extraInfos = signal<readonly RoomExtraInfo[]>([]);
  /** The worse of the own up and down grades. */
  readonly network = signal<QualityGrade>(-1);

  #nextId = 1;

  /** Takes over who came or went. */
  onUsers(update: UpdateType, users: readonly NamedUser[]): void {
    const ids = new Set(users.map(({ userID }) => userID));
    const others = this.users.value.filter(({ userID }) => !ids.has(userID));
    this.users.value = update === "ADD" ? [...others, ...users] : others;
  }

  /** Adds a text; only the newest are kept. */
  addMessage(message: Omit<RoomMessage, "id">): void {
    const all = [...this.messages.value, { ...message, id: this.#nextId++ }];
    this.messages.value = all.slice(-CAPACITY);
  }

  /** Takes over the newest value of each key. */
  onExtraInfos(infos: readonly RoomExtraInfo[]): void {
    const keys = new Set(infos.map(({ key }) => key));
    this.extraInfos.value = [
      ...this.extraInfos.value.filter(({ key }) => !keys.has(key)),
      ...infos,
    ];
  }

  /** Takes over the grades of the own link. */
  onNetwork(up: QualityGrade, down: QualityGrade): void {
    this.network.value = up > down ? up : down;
  }

  /** Forgets everything. */
  clear(): void {
    this.users.value = [];
    this.messages.value = [];
    this.extraInfos.value = [];
    this.network.value = -1;
  }
}
