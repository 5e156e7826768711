/** Who is in a room, and who no longer is. */
import { expect, test } from "vitest";
import { Caller } from "../harness/caller.ts";
import { loudestHertz } from "../harness/likeness.ts";
import { apps, hearsSpeech, newCaller, unique } from "../harness/world.ts";

test("after a reload the user is there once, with one stream", async () => {
  const room = unique("room");
  const bob = await newCaller("second", unique("bob"));
  expect(await bob.login(room)).toEqual({ value: true });
  const alice = await newCaller("first", unique("alice"));
  await alice.join(room);
  await bob.seesOnly([alice.identity.user], [alice.stream]);

  await alice.page.reload();
  // The page logs out as it goes.
  await bob.seesOnly([], []);
  await alice.page.waitForFunction(() => "caller" in window);
  const again = await Caller.create(alice.page, alice.identity);
  await again.join(room);
  await bob.seesOnly([alice.identity.user], [alice.stream]);
  const latecomer = await newCaller("second", unique("carol"));
  expect(await latecomer.login(room)).toEqual({ value: true });
  await latecomer.seesOnly([alice.identity.user, bob.identity.user], [alice.stream]);
  await bob.play(alice.stream);
  await hearsSpeech(bob, alice.stream, "first");
});

test("a page that goes away is out of the room at once", async () => {
  const room = unique("room");
  const bob = await newCaller("second", unique("bob"));
  expect(await bob.login(room)).toEqual({ value: true });
  const alice = await newCaller("first", unique("alice"));
  await alice.join(room);
  await bob.seesOnly([alice.identity.user], [alice.stream]);
  const left = Date.now();
  await alice.page.goto("about:blank");
  await bob.seesOnly([], []);
  // Far below the 90 s after which the server drops a silent client.
  expect(Date.now() - left).toBeLessThan(3_000);
});

test("one user publishes two streams, each with its own sound", async () => {
  const room = unique("room");
  const alice = await newCaller("first", unique("alice"));
  await alice.join(room);
  const extra = unique("extra");
  await alice.publishTone(extra, 700);
  const bob = await newCaller("second", unique("bob"));
  expect(await bob.login(room)).toEqual({ value: true });
  await bob.seesOnly([alice.identity.user], [alice.stream, extra]);
  await bob.play(alice.stream);
  await bob.play(extra);
  const [tone] = await Promise.all([bob.hear(extra, 1), hearsSpeech(bob, alice.stream, "first")]);
  expect(loudestHertz(tone)).toBeCloseTo(700, -1);
});

test("two apps with equal roomIDs, userIDs and streamIDs stay apart", async () => {
  const [room, alice, bob, stream] = ["room", "alice", "bob", "stream"].map(unique) as [
    string,
    string,
    string,
    string,
  ];
  const sounds: number[] = [];
  for (const [app, hertz] of [
    [apps.main, 500],
    [apps.other, 900],
  ] as const) {
    const talker = await newCaller("first", alice, { app });
    expect(await talker.login(room)).toEqual({ value: true });
    await talker.publishTone(stream, hertz);
    const listener = await newCaller("second", bob, { app });
    expect(await listener.login(room)).toEqual({ value: true });
    await listener.seesOnly([alice], [stream]);
    await listener.play(stream);
    sounds.push(loudestHertz(await listener.hear(stream, 1)));
  }
  expect(sounds[0]).toBeCloseTo(500, -1);
  expect(sounds[1]).toBeCloseTo(900, -1);
});
