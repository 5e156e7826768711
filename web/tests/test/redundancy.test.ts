/** A browser's redundant audio, by need. */
import { expect, onTestFinished, test } from "vitest";
import { RelayThread } from "../harness/relay-thread.ts";
import { until } from "../harness/until.ts";
import { hearsSpeech, newCaller, server, unique } from "../harness/world.ts";

test("a listener's loss makes the talker's browser send redundant audio", async () => {
  const room = unique("room");
  const alice = await newCaller("first", unique("alice"));
  await alice.page.evaluate(() => window.caller.countSent());
  await alice.join(room);
  const relay = await RelayThread.start(server.port);
  onTestFinished(() => relay.stop());
  const bob = await newCaller("second", unique("bob"));
  await bob.page.evaluate((port) => window.caller.sendTo(port), relay.port);
  expect(await bob.login(room)).toEqual({ value: true });
  await bob.play(alice.stream);
  const sent = () => alice.page.evaluate(() => window.caller.sent());
  await hearsSpeech(bob, alice.stream, "first", 1);
  const before = await until("some packets are counted", async () => {
    const counts = await sent();
    return counts.packets > 25 && counts;
  });
  expect(before).toMatchObject({ withFec: 0, withCopies: 0 });

  relay.become("down", { loss: 0.2 });
  await until("alice protects her speech", async () => {
    const { withFec, withCopies } = await sent();
    return withFec > 25 && withCopies > 25;
  });
  await hearsSpeech(bob, alice.stream, "first");
  const states = (await bob.fired()).filter(({ name }) => name === "playerStateUpdate");
  expect(states.map(({ args }) => args[0].state)).toEqual(["PLAY_REQUESTING", "PLAYING"]);
});
