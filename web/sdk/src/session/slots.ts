/** The transport's pool of slots. */
import { type Mid, PLAYS, PUBLISH_CHANNELS } from "../protocol/generated";
import type { Direction, Slot, SlotCount } from "./io";

/**
 * Which slots the transport has and which of them are free. The slot that has been free for
 * longest is taken first, so that no late packet of its former stream is heard in the next.
 */
export class Slots {
  readonly #total: SlotCount = { send: 0, receive: 0 };
  readonly #free: Record<Direction, Mid[]> = { send: [], receive: [] };

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
    const send = grow(this.#total.send, missing.send, PUBLISH_CHANNELS);
    const receive = grow(this.#total.receive, missing.receive, PLAYS);
    return send > 0 || receive > 0 ? { send, receive } : undefined;
  }
}

/** The first offer's slots: the configured ones, doubled until there is one for each stream. */
export function initialSlots(configured: SlotCount, streams: SlotCount): SlotCount {
  const fit = (configured: number, streams: number, limit: number) =>
    configured + grow(configured, Math.max(0, streams - configured), limit);
  return {
    send: fit(configured.send, streams.send, PUBLISH_CHANNELS),
    receive: fit(configured.receive, streams.receive, PLAYS),
  };
}

/** Doubling, never one by one: each renegotiation costs a round trip. */
function grow(total: number, missing: number, limit: number): number {
  let grown = total;
  while (grown < total + missing && grown < limit) {
    grown = Math.max(1, 2 * grown);
  }
  return Math.max(0, Math.min(grown, limit) - total);
}
