/** How long somebody waits from the login to the first sound. Printed; it is no timed test. */
import { expect, test } from "vitest";
import { newCaller, server, unique } from "../harness/world.ts";

const ROUNDS = 5;

test("from the loginRoom call to the first audible sound", async () => {
  const room = unique("room");
  const alice = await newCaller("first", unique("alice"));
  expect(await alice.login(room)).toEqual({ value: true });
  await alice.publishTone(alice.stream, 500);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const bob = await newCaller("second", unique("bob"));
    const { app, user } = bob.identity;
    const token = await server.token(app, user);
    const joined = await bob.page.evaluate(
      ([stream, login]) => window.caller.timeToSound(stream, login),
      [alice.stream, [room, token, user]] as const,
    );
    times.push(Math.round(joined));
    await bob.page.close();
  }
  times.sort((a, b) => a - b);
  const median = times[Math.floor(ROUNDS / 2)] ?? Number.NaN;
  console.log(`loginRoom to first sound: median ${median} ms of ${times.join(", ")} ms (aim 300)`);
  expect(median).toBeLessThan(3_000);
});
