/** How the callbacks of a project fare. */
import type { Delivery, Progress } from "./generated";

/** The states, in the order of a callback's life. */
export const PROGRESSES: readonly Progress[] = ["waiting", "delivered", "given_up"];

/** What is looked for. */
export interface DeliveryFilter {
  /** Absent: any state. */
  state: Progress | undefined;
  /** A part of the event's or the room's name. */
  text: string;
}

/** What one has to know at a glance. */
export type Health =
  /** No URL: events are not stored. Some may wait since there was one. */
  | { kind: "off"; waiting: number }
  /** Nothing was posted yet. */
  | { kind: "idle" }
  /** The receiver takes what is posted. */
  | { kind: "good"; lastMs: number }
  /** It takes what is posted, and missed some in the last week. */
  | { kind: "missed"; count: number }
  /** It does not take what is posted. */
  | { kind: "failing"; count: number; tries: number; error: string; nextMs: number };

/** Judges by the deliveries that are known, the newest first. */
export function healthOf(url: string | null, deliveries: readonly Delivery[]): Health {
  const waiting = deliveries.filter(({ state }) => state === "waiting");
  if (!url) {
    return { kind: "off", waiting: waiting.length };
  }
  const refused = waiting.filter(({ attempts }) => attempts > 0);
  const [first] = refused;
  if (first) {
    const most = refused.reduce((a, b) => (b.attempts > a.attempts ? b : a), first);
    return {
      kind: "failing",
      count: waiting.length,
      tries: most.attempts,
      error: most.last_error,
      nextMs: Math.min(...refused.map(({ next_ms }) => next_ms ?? Number.POSITIVE_INFINITY)),
    };
  }
  const missed = deliveries.filter(({ state }) => state === "given_up").length;
  if (missed > 0) {
    return { kind: "missed", count: missed };
  }
  const taken = deliveries.filter(({ state }) => state === "delivered");
  return taken.length > 0
    ? { kind: "good", lastMs: Math.max(...taken.map(({ ended_ms }) => ended_ms ?? 0)) }
    : { kind: "idle" };
}

/** How many are in each state. */
export function countsOf(deliveries: readonly Delivery[]): Record<Progress, number> {
  const counts = { waiting: 0, delivered: 0, given_up: 0 };
  for (const { state } of deliveries) {
    counts[state] += 1;
  }
  return counts;
}

/** Those that are looked for. */
export function filtered(
  deliveries: readonly Delivery[],
  { state, text }: DeliveryFilter,
): readonly Delivery[] {
  const part = text.trim().toLowerCase();
  return deliveries.filter(
    (delivery) =>
      (state === undefined || delivery.state === state) &&
      (delivery.event.includes(part) || delivery.room_id.toLowerCase().includes(part)),
  );
}

/** Whether one waits only for an earlier one of its room. */
export function isHeldBack(delivery: Delivery, all: readonly Delivery[]): boolean {
  return (
    delivery.state === "waiting" &&
    delivery.attempts === 0 &&
    all.some(
      (other) =>
        other.state === "waiting" &&
        other.room_id === delivery.room_id &&
        other.delivery_id < delivery.delivery_id,
    )
  );
}
