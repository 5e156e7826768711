import { describe, expect, it } from "vitest";
import { countsOf, filtered, healthOf, isHeldBack } from "../../src/operator/state/deliveries";
import type { Delivery, Progress } from "../../src/operator/state/generated";

const URL = "https://app.example.com/cooee";

let count = 0;
const delivery = (state: Progress, about: Partial<Delivery> = {}): Delivery => {
  count += 1;
  const times = state === "waiting" ? { next_ms: 5000 } : { ended_ms: 4000 };
  return {
    delivery_id: count,
    room_id: "Room1",
    event: "room_login",
    state,
    created_ms: 1000,
    attempts: state === "waiting" ? 0 : 1,
    last_error: "",
    body: {},
    ...times,
    ...about,
  };
};

describe("the receiver's health", () => {
  it("is what matters most", () => {
    const error = "the receiver answered 500";
    const refused = delivery("waiting", { attempts: 3, last_error: error, next_ms: 7000 });
    const held = delivery("waiting");
    const [taken, missed] = [delivery("delivered"), delivery("given_up")];
    expect(healthOf(null, [held])).toEqual({ kind: "off", waiting: 1 });
    expect(healthOf(URL, [])).toEqual({ kind: "idle" });
    expect(healthOf(URL, [held])).toEqual({ kind: "idle" });
    expect(healthOf(URL, [held, taken])).toEqual({ kind: "good", lastMs: 4000 });
    expect(healthOf(URL, [taken, missed])).toEqual({ kind: "missed", count: 1 });
    expect(healthOf(URL, [held, refused, taken, missed])).toEqual({
      kind: "failing",
      count: 2,
      tries: 3,
      error,
      nextMs: 7000,
    });
  });
});

describe("deliveries", () => {
  it("are counted and found by state, event and room", () => {
    const all = [
      delivery("waiting", { event: "room_close" }),
      delivery("delivered"),
      delivery("delivered", { room_id: "other" }),
    ];
    expect(countsOf(all)).toEqual({ waiting: 1, delivered: 2, given_up: 0 });
    const found = (state: Progress | undefined, text: string) =>
      filtered(all, { state, text }).map((one) => all.indexOf(one));
    expect(found(undefined, "")).toEqual([0, 1, 2]);
    expect(found("delivered", "")).toEqual([1, 2]);
    expect(found(undefined, " ROOM1 ")).toEqual([0, 1]);
    expect(found("delivered", "close")).toEqual([]);
  });

  it("wait for earlier ones of their own room", () => {
    const first = delivery("waiting", { attempts: 2 });
    const second = delivery("waiting");
    const elsewhere = delivery("waiting", { room_id: "other" });
    const all = [elsewhere, second, first];
    expect(all.map((one) => isHeldBack(one, all))).toEqual([false, true, false]);
    expect(isHeldBack(second, [second, delivery("delivered")])).toBe(false);
  });
});
