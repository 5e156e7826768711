/** A browser's redundant audio, by need. */
import { afterEach, expect, test } from "vitest";
import { UdpRelay } from "../harness/udp-relay.ts";
import { until } from "../harness/until.ts";
import { expectSpeech, newCaller, server, unique } from "../harness/world.ts";

const relays: UdpRelay[] = [];
afterEach(() => {
  for (const relay of relays.splice(0)) relay.stop();
});

async function newRelay(): Promise<UdpRelay> {
  const relay = new UdpRelay(server.port, 1);
  relays.push(relay);
  await relay.start();
  return relay;
}

test("a listener's loss makes the talker's browser send redundant audio", async () => {
  const room = unique("room");
  const alice = await newCaller("first", unique("alice"));
  await alice.page.evaluate(() => window.caller.countSent());
  await alice.join(room);
  const relay = await newRelay();
  const bob = await newCaller("second", unique("bob"));
  await bob.page.evaluate((port) => window.caller.sendTo(port), relay.port);
  expect(await bob.login(room)).toEqual({ value: true });
  await bob.play(alice.stream);
  const sent = () => alice.page.evaluate(() => window.caller.sent());
  expectSpeech("first", await bob.hear(alice.stream, 1));
  const before = await until("some packets are counted", async () => {
    const counts = await sent();
    return counts.packets > 25 && counts;
  });
  expect(before).toMatchObject({ withFec: 0, withCopies: 0 });

  relay.down.become({ loss: 0.2 });
  await until("alice protects her speech", async () => {
    const { withFec, withCopies } = await sent();
    return withFec > 25 && withCopies > 25;
  });
});
