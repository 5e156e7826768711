/** Firefox and Chromium in one room. Firefox's microphone is a tone. */
import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Caller, type Evaluates } from "../harness/caller.ts";
import { startFirefox } from "../harness/firefox.ts";
import { loudness, SILENCE } from "../harness/likeness.ts";
import { apps, hearsSpeech, newCaller, pages, server, unique } from "../harness/world.ts";

let firefox: { browser: Browser; stop(): Promise<void> };
beforeAll(async () => {
  firefox = await startFirefox();
});
afterAll(() => firefox.stop());

async function firefoxCaller(user: string): Promise<Caller> {
  const page = await firefox.browser.newPage();
  await page.goto(pages);
  await page.waitForFunction(() => "caller" in window);
  // Puppeteer's type of the same call speaks of handles, which no test here passes.
  return Caller.create(page as unknown as Evaluates, { server, app: apps.main, user });
}

test("Firefox and Chromium hear each other", async () => {
  const room = unique("room");
  const fiona = await firefoxCaller(unique("fiona"));
  await fiona.join(room);
  const alice = await newCaller("first", unique("alice"));
  await alice.join(room);
  await Promise.all([
    fiona.seesOnly([alice.identity.user], [alice.stream]),
    alice.seesOnly([fiona.identity.user], [fiona.stream]),
  ]);
  await fiona.play(alice.stream);
  await alice.play(fiona.stream);
  const [tone] = await Promise.all([
    alice.hear(fiona.stream, 1),
    hearsSpeech(fiona, alice.stream, "first"),
  ]);
  expect(loudness(tone.samples)).toBeGreaterThan(SILENCE);
});

test("Firefox takes the slot of a stopped play for the next one", async () => {
  const room = unique("room");
  const alice = await newCaller("first", unique("alice"));
  await alice.join(room);
  const second = unique("again");
  await alice.publish(second);
  const fiona = await firefoxCaller(unique("fiona"));
  expect(await fiona.login(room)).toEqual({ value: true });
  await fiona.play(alice.stream);
  await fiona.hear(alice.stream, 1);
  expect(await fiona.call("stopPlayingStream", alice.stream)).toEqual({ value: null });
  await fiona.play(second);
  await hearsSpeech(fiona, second, "first");
});
