/** The book of unanswered requests. */
import type { PublishChannel, StreamId } from "../protocol/generated";
import { earliest, isOver } from "./time";

/** Why a request was sent, and so what its answer means. */
export type Purpose =
  | { kind: "login"; reusesTransport: boolean }
  | { kind: "resume" }
  | { kind: "heartbeat" }
  | { kind: "offer" }
  | { kind: "publish"; channel: PublishChannel }
  | { kind: "play"; streamId: StreamId }
  | { kind: "end"; ending: Ending }
  | { kind: "renewToken"; previous: string }
  | { kind: "micState"; channel: PublishChannel }
  | { kind: "cameraState"; channel: PublishChannel }
  | { kind: "streamExtraInfo"; channel: PublishChannel; change: ExtraInfoChange | undefined }
  | { kind: "roomCall"; call: number; roomCall: RoomCall };

/** A call that changes the extra info of a live stream. */
export interface ExtraInfoChange {
  call: number;
  from: string;
  to: string;
}

/** What the server is told to end. */
export interface Ending {
  op: "unpublish" | "unplay";
  streamId: StreamId;
}

/** The calls whose result is the server's answer. */
export type RoomCall = "extraInfo" | "broadcast" | "barrage" | "command";

interface Pending {
  purpose: Purpose;
  deadline: number | undefined;
}

/** Each request leaves the book exactly once: answered, timed out, or lost with its socket. */
export class Requests {
  #lastId = 0;
  // Numbers rise, so the order of entry is the order of numbers.
  #pending = new Map<number, Pending>();

  /** Enters a request; `deadline` is when it counts as unanswered, `undefined` for never. */
  add(purpose: Purpose, deadline: number | undefined): number {
    this.#lastId += 1;
    this.#pending.set(this.#lastId, { purpose, deadline });
    return this.#lastId;
  }

  /** A number for a request whose answer does not matter. */
  addForgotten(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** Takes the request that an answer belongs to; `undefined` for late and repeated answers. */
  take(id: number): Purpose | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending?.purpose;
  }

  /** Takes a request that is overdue. */
  takeExpired(now: number): [number, Purpose] | undefined {
    for (const [id, pending] of this.#pending) {
      if (isOver(pending.deadline, now)) {
        this.#pending.delete(id);
        return [id, pending.purpose];
      }
    }
    return undefined;
  }

  /** Takes all requests, in the order they were sent. */
  takeAll(): [number, Purpose][] {
    const taken = [...this.#pending].map(([id, { purpose }]): [number, Purpose] => [id, purpose]);
    this.#pending.clear();
    return taken;
  }

  /** Whether a request with such a purpose is unanswered. */
  any(test: (purpose: Purpose) => boolean): boolean {
    return [...this.#pending.values()].some(({ purpose }) => test(purpose));
  }

  deadline(): number | undefined {
    return earliest([...this.#pending.values()].map((pending) => pending.deadline));
  }
}
