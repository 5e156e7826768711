/** Sends texts and extra infos to the room. */
import { signal } from "@preact/signals";
import {
  MESSAGE_BYTES,
  ROOM_EXTRA_INFO_KEY_BYTES,
  ROOM_EXTRA_INFO_VALUE_BYTES,
} from "cooee-web/protocol";
import type { Call } from "./call";
import type { EventLog } from "./event-log";
import { type Failure, failureOf } from "./failure";
import type { MessageKind } from "./room";
import { bytes } from "./validate";

/** What can be wrong with a text before it is sent. */
export type TextProblem = "message.empty" | "message.long" | "info.key" | "info.value";

/** The writing side of a room. */
export class Messenger {
  readonly kind = signal<string>("broadcast");
  readonly text = signal("");
  /** To whom a command goes; nobody chosen means everyone. */
  readonly targets = signal<readonly string[]>([]);
  readonly key = signal("");
  readonly value = signal("");
  readonly messageFailure = signal<Failure | TextProblem | undefined>(undefined);
  readonly infoFailure = signal<Failure | TextProblem | undefined>(undefined);

  readonly #call: Call;
  readonly #log: EventLog;

  constructor(call: Call, log: EventLog) {
    this.#call = call;
    this.#log = log;
  }

  /** Adds a user to those who get the next command, or takes him out. */
  toggleTarget(userId: string): void {
    const { value } = this.targets;
    this.targets.value = value.includes(userId)
      ? value.filter((id) => id !== userId)
      : [...value, userId];
  }

  /** Sends the text; the field is emptied once the server has it. */
  async send(): Promise<void> {
    const text = this.text.value.trim();
    this.messageFailure.value = checkText(text);
    const { engine, roomId, room, userId } = this.#call;
    if (this.messageFailure.value || !engine) {
      return;
    }
    const kind = this.kind.value as MessageKind;
    const present = new Set(room.users.value.map(({ userID }) => userID));
    const to = kind === "command" ? this.targets.value.filter((id) => present.has(id)) : [];
    try {
      if (kind === "command") {
        this.#log.add("call", "sendCustomCommand", [text, to]);
        await engine.sendCustomCommand(roomId, text, [...to]);
      } else if (kind === "barrage") {
        this.#log.add("call", "sendBarrageMessage", [text]);
        await engine.sendBarrageMessage(roomId, text);
      } else {
        this.#log.add("call", "sendBroadcastMessage", [text]);
        await engine.sendBroadcastMessage(roomId, text);
      }
      room.addMessage({ kind, from: userId, own: true, to, text, time: this.#call.now() });
      this.text.value = "";
    } catch (error) {
      this.messageFailure.value = this.#failed("send", error);
    }
  }

  /** Sets the room's extra info. Answers whether the server has it. */
  async setExtraInfo(): Promise<boolean> {
    const key = this.key.value.trim();
    const value = this.value.value;
    this.infoFailure.value = checkInfo(key, value);
    const { engine, roomId } = this.#call;
    if (this.infoFailure.value || !engine) {
      return false;
    }
    try {
      this.#log.add("call", "setRoomExtraInfo", [key, value]);
      await engine.setRoomExtraInfo(roomId, key, value);
      return true;
    } catch (error) {
      this.infoFailure.value = this.#failed("setRoomExtraInfo", error);
      return false;
    }
  }

  #failed(name: string, error: unknown): Failure {
    const failure = failureOf(error);
    this.#log.add("error", name, [failure]);
    return failure;
  }
}

function checkText(text: string): TextProblem | undefined {
  if (text === "") {
    return "message.empty";
  }
  return bytes(text) > MESSAGE_BYTES ? "message.long" : undefined;
}

function checkInfo(key: string, value: string): TextProblem | undefined {
  if (key === "" || bytes(key) > ROOM_EXTRA_INFO_KEY_BYTES) {
    return "info.key";
  }
  return bytes(value) > ROOM_EXTRA_INFO_VALUE_BYTES ? "info.value" : undefined;
}
