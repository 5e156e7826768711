import { test } from "vitest";
import { hearsSpeech, newCaller, unique } from "../harness/world.ts";

test("two pages hear each other's speech", async () => {
  const room = unique("room");
  const alice = await newCaller("first", unique("alice"));
  const bob = await newCaller("second", unique("bob"));
  await alice.join(room);
  await bob.join(room);
  await alice.play(bob.stream);
  await bob.play(alice.stream);
  await Promise.all([
    hearsSpeech(alice, bob.stream, "second"),
    hearsSpeech(bob, alice.stream, "first"),
  ]);
});
