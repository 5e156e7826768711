/** The transport's pool of slots. */
import { type Mid, PLAYS, PUBLISH_CHANNELS } from "../protocol/generated";
import type { Direction, Slot, SlotCount } from "./io";

/** No slots at all. */
export const NO_SLOTS: Readonly<SlotCount> = { send: 0, receive: 0, sendVideo: 0, receiveVideo: 0 };

/** The most slots of each direction. */
const MOST: Readonly<SlotCount> = {
  send: PUBLISH_CHANNELS,
  receive: PLAYS,
  sendVideo: PUBLISH_CHANNELS,
  receiveVideo: PLAYS,
};

function eachDirection(count: (direction: Direction) => number): SlotCount {
  return {
    send: count("send"),
    receive: count("receive"),
    sendVideo: count("sendVideo"),
    receiveVideo: count("receiveVideo"),
  };
}

/**
 * Which slots the transport has and which of them are free. The slot that has been free for
 * longest is taken first, so that no late packet of its former stream is heard in the next.
 */
export class Slots {
  readonly #total: SlotCount = { ...NO_SLOTS };
  readonly #free: Record<Direction, Mid[]> = {
    send: [],
    receive: [],
    sendVideo: [],
    receiveVideo: [],
  };

  add(slots: Slot[]): void {
    for (const { mid, direction } of slots) {
      this.#total[direction] += 1;
      this.#free[direction].push(mid);
    }
  }

  take(direction: Direction): Mid | undefined {
    return this.#free[direction].shift();
  }

  giveBack(direction: Direction, mid: Mid): void {
    this.#free[direction].push(mid);
  }

  /** How many slots to add so that this many more streams find one; `undefined` for none. */
  growth(missing: SlotCount): SlotCount | undefined {
    const growth = eachDirection((direction) =>
      grow(this.#total[direction], missing[direction], MOST[direction]),
    );
    return Object.values(growth).some((count) => count > 0) ? growth : undefined;
  }
}

/** The first offer's slots: the configured ones, doubled until there is one for each stream. */
export function initialSlots(configured: SlotCount, streams: SlotCount): SlotCount {
  return eachDirection((direction) => {
    const missing = Math.max(0, streams[direction] - configured[direction]);
    return configured[direction] + grow(configured[direction], missing, MOST[direction]);
  });
}

/** Doubling, never one by one: each renegotiation costs a round trip. */
function grow(total: number, missing: number, limit: number): number {
  let grown = total;
  while (grown < total + missing && grown < limit) {
    grown = Math.max(1, 2 * grown);
  }
  return Math.max(0, Math.min(grown, limit) - total);
}
