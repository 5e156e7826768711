/** What the server refuses, with the numbers of the Web SDK. */
import { describe, expect, test } from "vitest";
import { until } from "../harness/until.ts";
import { apps, newCaller, server, unique } from "../harness/world.ts";

test("a second login of the same user ends the first with 1002050", async () => {
  const [room, user] = [unique("room"), unique("alice")];
  const before = await newCaller("first", user);
  await before.join(room);
  const after = await newCaller("second", user);
  expect(await after.login(room)).toEqual({ value: true });
  const kicked = await before.saw("roomStateChanged", ([, reason]) => reason === "KICKOUT");
  expect(kicked.args.slice(0, 3)).toEqual([room, "KICKOUT", 1002050]);
  const state = await before.saw("roomStateUpdate", ([, , code]) => code === 1002050);
  expect(state.args[1]).toBe("DISCONNECTED");
});

test("a streamID that somebody publishes is refused with 1003028", async () => {
  const [room, stream] = [unique("room"), unique("stream")];
  const alice = await newCaller("first", unique("alice"));
  expect(await alice.login(room)).toEqual({ value: true });
  await alice.publish(stream);
  const bob = await newCaller("second", unique("bob"));
  expect(await bob.login(room)).toEqual({ value: true });
  // The call only says that the request was sent.
  expect(await bob.startPublishing(stream)).toEqual({ value: true });
  const refused = await bob.saw("publisherStateUpdate", ([it]) => it.errorCode !== 0);
  expect(refused.args[0]).toMatchObject({
    streamID: stream,
    state: "NO_PUBLISH",
    errorCode: 1003028,
  });
});

describe("a login is refused", () => {
  async function refusal(token: (user: string) => Promise<string>, app = apps.main) {
    const user = unique("alice");
    const alice = await newCaller("first", user, { app });
    const { error, value } = await alice.login(unique("room"), await token(user));
    expect(value).toBeUndefined();
    expect(error?.msg).toMatch(/\w+ .*\.$/);
    return error?.code;
  }

  test("with 1102018 where the token has expired", async () => {
    const code = await refusal(async (user) => {
      const made = Date.now();
      const token = await server.token(apps.main, user, "--valid=1s");
      await until("the token has expired", () => Date.now() > made + 2_500);
      return token;
    });
    expect(code).toBe(1102018);
  });

  test("with 1002077 where the token is another user's", async () => {
    expect(await refusal(() => server.token(apps.main, unique("mallory")))).toBe(1002077);
  });

  test("with 1102020 where the token is of another app", async () => {
    expect(await refusal((user) => server.token(apps.other, user))).toBe(1102020);
  });

  test("with 1102016 where the token is none", async () => {
    expect(await refusal(async () => "04 is how a token begins")).toBe(1102016);
  });

  test("with 1001004 where the server has no such app", async () => {
    const app = { id: 1, secret: "" };
    expect(await refusal((user) => server.token(apps.main, user), app)).toBe(1001004);
  });
});

test("an app in open test mode takes an empty token", async () => {
  const alice = await newCaller("first", unique("alice"), { app: apps.open });
  expect(await alice.login(unique("room"), "")).toEqual({ value: true });
});
