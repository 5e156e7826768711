/** Streams, tracks and the slots underneath. */
import { expect, test } from "vitest";
import { loudestHertz } from "../harness/likeness.ts";
import { hearsSpeech, newCaller, unique } from "../harness/world.ts";

test("a stopped play ends its tracks, and its slot carries the next stream", async () => {
  const room = unique("room");
  const alice = await newCaller("first", unique("alice"));
  await alice.join(room);
  const tone = unique("tone");
  await alice.publishTone(tone, 600);
  const bob = await newCaller("second", unique("bob"));
  expect(await bob.login(room)).toEqual({ value: true });

  await bob.play(alice.stream);
  await hearsSpeech(bob, alice.stream, "first");
  const states = (stream: string) =>
    bob.page.evaluate((id) => window.caller.trackStates(id), stream);
  const lines = () => bob.page.evaluate(() => window.caller.mediaLines());
  const before = await lines();
  expect(await states(alice.stream)).toEqual(["live"]);

  // More plays than the first offer had slots for, one after the other.
  for (const stream of [tone, alice.stream, tone]) {
    const playing = stream === tone ? alice.stream : tone;
    expect(await bob.call("stopPlayingStream", playing)).toEqual({ value: null });
    expect(await states(playing)).toEqual(["ended"]);
    await bob.play(stream);
    if (stream === alice.stream) await hearsSpeech(bob, stream, "first", 2);
    else expect(loudestHertz(await bob.hear(stream, 1))).toBeCloseTo(600, -1);
  }
  expect(await lines()).toBe(before);
});

test("a page without a camera wish never asks for a camera", async () => {
  const alice = await newCaller("first", unique("alice"));
  await alice.join(unique("room"));
  await alice.call("enumDevices");
  await alice.call("checkSystemRequirements");
  const asked = await alice.page.evaluate(() => window.caller.asked());
  expect(asked.length).toBeGreaterThan(0);
  for (const { video } of asked) expect(video ?? false).toBe(false);
});

test("a page that asks for a camera gets its audio, after one question", async () => {
  const room = unique("room");
  const alice = await newCaller("first", unique("alice"));
  expect(await alice.login(room)).toEqual({ value: true });
  await alice.publish(alice.stream, {});
  const asked = await alice.page.evaluate(() => window.caller.asked());
  expect(asked.map(({ audio, video }) => [Boolean(audio), Boolean(video)])).toEqual([[true, true]]);
  const bob = await newCaller("second", unique("bob"));
  expect(await bob.login(room)).toEqual({ value: true });
  await bob.play(alice.stream);
  await hearsSpeech(bob, alice.stream, "first");
});

test("a stream that is played before it exists is heard when it comes", async () => {
  const room = unique("room");
  const alice = await newCaller("first", unique("alice"));
  expect(await alice.login(room)).toEqual({ value: true });
  const bob = await newCaller("second", unique("bob"));
  expect(await bob.login(room)).toEqual({ value: true });
  const played = bob.play(alice.stream);
  await bob.saw("playerStateUpdate", ([it]) => it.state === "PLAY_REQUESTING");
  await alice.publish();
  await played;
  await hearsSpeech(bob, alice.stream, "first");
});
