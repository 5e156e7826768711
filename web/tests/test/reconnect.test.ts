/** A lost WebSocket: the call goes on, and the session comes back. */
import { afterEach, expect, test } from "vitest";
import { TcpProxy } from "../harness/tcp-proxy.ts";
import { expectSpeech, hearsSpeech, newCaller, server, unique } from "../harness/world.ts";

const proxies: TcpProxy[] = [];
afterEach(() => Promise.all(proxies.splice(0).map((proxy) => proxy.stop())));

test("a cut WebSocket reconnects, and the sound never stops", async () => {
  const proxy = new TcpProxy(server.port);
  proxies.push(proxy);
  await proxy.start();
  const room = unique("room");
  const url = `ws://127.0.0.1:${proxy.port}`;
  const alice = await newCaller("first", unique("alice"), { url });
  await alice.join(room);
  const bob = await newCaller("second", unique("bob"));
  await bob.join(room);
  await alice.play(bob.stream);
  await bob.play(alice.stream);
  await Promise.all([alice.hear(bob.stream, 1), bob.hear(alice.stream, 1)]);

  proxy.cut();
  const reason = (wanted: string) =>
    alice.saw("roomStateChanged", ([, it]) => it === wanted).then(({ args }) => args[2]);
  expect(await reason("RECONNECTING")).toBe(1000017);
  // What happens meanwhile is told afterwards.
  const carol = await newCaller("second", unique("carol"));
  const [aliceHeard, bobHeard, login] = await Promise.all([
    alice.hear(bob.stream),
    bob.hear(alice.stream),
    carol.login(room),
  ]);
  expect(login).toEqual({ value: true });
  expectSpeech("second", aliceHeard);
  expectSpeech("first", bobHeard);

  proxy.mend();
  expect(await reason("RECONNECTED")).toBe(0);
  await alice.seesOnly([bob.identity.user, carol.identity.user], [bob.stream]);
  await bob.seesOnly([alice.identity.user, carol.identity.user], [alice.stream]);
  await hearsSpeech(bob, alice.stream, "first");
  const states = (await alice.fired()).filter(({ name }) => name === "publisherStateUpdate");
  expect(states.at(-1)?.args[0].state).toBe("PUBLISHING");
});
