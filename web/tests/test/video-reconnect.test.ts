/** Pictures after a network that was gone. */
import { expect, onTestFinished, test } from "vitest";
import type { Caller } from "../harness/caller.ts";
import { RelayThread } from "../harness/relay-thread.ts";
import { TcpProxy } from "../harness/tcp-proxy.ts";
import { newCaller, server, unique } from "../harness/world.ts";

const OUTAGE_MS = 3_000;

/** A caller whose whole network can be cut. */
async function newCuttable(which: "first" | "second", user: string) {
  const signalling = new TcpProxy(server.port);
  await signalling.start();
  const media = await RelayThread.start(server.port);
  onTestFinished(async () => {
    await Promise.all([media.stop(), signalling.stop()]);
  });
  const caller = await newCaller(which, user, { url: `ws://127.0.0.1:${signalling.port}` });
  await caller.page.evaluate((port) => window.caller.sendTo(port), media.port);
  const cutFor = async (ms: number) => {
    for (const way of ["up", "down"] as const) media.become(way, { loss: 0, cut: true });
    signalling.cut();
    await new Promise((resolve) => setTimeout(resolve, ms));
    for (const way of ["up", "down"] as const) media.become(way, { loss: 0 });
    signalling.mend();
  };
  return { caller, cutFor };
}

/** Waits until more is shown than there is; how long that took, in ms. */
async function showsMore(caller: Caller, stream: string): Promise<number> {
  const begin = performance.now();
  const { frames } = await caller.shows(stream);
  await caller.shows(stream, (look) => look.frames > frames + 1);
  return performance.now() - begin;
}

test("pictures come back after the player's network was gone, and after the publisher's", async () => {
  const room = unique("room");
  const [alice, bob] = await Promise.all([
    newCuttable("first", unique("alice")),
    newCuttable("second", unique("bob")),
  ]);
  const { stream } = alice.caller;
  expect(await alice.caller.login(room)).toEqual({ value: true });
  expect(await bob.caller.login(room)).toEqual({ value: true });
  await alice.caller.publish(stream, { camera: { video: { quality: 1 }, audio: true } });
  await bob.caller.play(stream);
  await showsMore(bob.caller, stream);
  for (const [whose, { cutFor }] of Object.entries({ player: bob, publisher: alice })) {
    await cutFor(OUTAGE_MS);
    const waited = await showsMore(bob.caller, stream);
    console.log(`pictures ${waited.toFixed(0)} ms after the ${whose}'s network is back`);
    // The pauses between tries to get through have grown to 8 s at most by then.
    expect(waited).toBeLessThan(12_000);
  }
  expect(await bob.caller.page.evaluate((id) => window.caller.trackStates(id), stream)).toEqual([
    "live",
    "live",
  ]);
});
