import { expect, test } from "vitest";
import { likeness } from "../harness/likeness.ts";
import { first, newCaller, second, unique } from "../harness/world.ts";

test("two pages hear each other's speech", async () => {
  const room = unique("room");
  const alice = await newCaller("first", unique("alice"));
  const bob = await newCaller("second", unique("bob"));
  await alice.join(room);
  await bob.join(room);
  await alice.play(bob.stream);
  await bob.play(alice.stream);
  const [aliceHeard, bobHeard] = await Promise.all([
    alice.hear(bob.stream),
    bob.hear(alice.stream),
  ]);
  expect(likeness(second, aliceHeard)).toBeGreaterThan(0.75);
  expect(likeness(first, aliceHeard)).toBeLessThan(0.6);
  expect(likeness(first, bobHeard)).toBeGreaterThan(0.75);
  expect(likeness(second, bobHeard)).toBeLessThan(0.6);
});
