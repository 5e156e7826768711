import { expect, test, vi } from "vitest";
import { Outbox } from "../../src/engine/outbox";

function settled(outbox: Outbox): Promise<void> {
  return new Promise((resolve) => outbox.post(resolve));
}

test("handlers run later, in order, one task each", async () => {
  const outbox = new Outbox();
  const seen: string[] = [];
  outbox.on("tokenWillExpire", (roomId) => {
    seen.push(roomId);
    void Promise.resolve().then(() => seen.push(`after ${roomId}`));
  });
  outbox.emit("tokenWillExpire", "a");
  outbox.emit("tokenWillExpire", "b");
  expect(seen).toEqual([]);
  await settled(outbox);
  expect(seen).toEqual(["a", "after a", "b", "after b"]);
});

test("what an await continues with comes before later events", async () => {
  const outbox = new Outbox();
  const seen: string[] = [];
  const login = new Promise<void>((resolve) => outbox.post(resolve));
  outbox.emit("tokenWillExpire", "later");
  await login;
  outbox.on("tokenWillExpire", (roomId) => seen.push(roomId));
  await settled(outbox);
  expect(seen).toEqual(["later"]);
});

test("a handler that throws stops neither the others nor what follows", async () => {
  const reported = vi.fn();
  vi.stubGlobal("reportError", reported);
  const outbox = new Outbox();
  const seen: string[] = [];
  outbox.on("tokenWillExpire", () => {
    throw new Error("the application's own");
  });
  outbox.on("tokenWillExpire", (roomId) => seen.push(roomId));
  outbox.emit("tokenWillExpire", "a");
  outbox.emit("tokenWillExpire", "b");
  await settled(outbox);
  expect(seen).toEqual(["a", "b"]);
  expect(reported).toHaveBeenCalledTimes(2);
  vi.unstubAllGlobals();
});

test("a closed outbox still hands out what was posted, and lets go of its channel", async () => {
  const closed = vi.spyOn(MessagePort.prototype, "close");
  const outbox = new Outbox();
  const seen: string[] = [];
  outbox.on("tokenWillExpire", (roomId) => seen.push(roomId));
  outbox.emit("tokenWillExpire", "before");
  outbox.close();
  outbox.emit("tokenWillExpire", "after");
  await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
  expect(seen).toEqual(["before", "after"]);
  closed.mockRestore();
});
