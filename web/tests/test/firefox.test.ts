/** Firefox and Chromium in one room. Firefox's microphone is a tone. */
import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Caller } from "../harness/caller.ts";
import { startFirefox } from "../harness/firefox.ts";
import { likeness, loudness, SILENCE } from "../harness/likeness.ts";
import { apps, first, newCaller, pages, server, unique } from "../harness/world.ts";

let firefox: { browser: Browser; stop(): Promise<void> };
beforeAll(async () => {
  firefox = await startFirefox();
});
afterAll(() => firefox.stop());

async function firefoxCaller(user: string): Promise<Caller> {
  const page = await firefox.browser.newPage();
  await page.goto(pages);
  await page.waitForFunction(() => "caller" in window);
  return Caller.create(page, { server, app: apps.main, user });
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
  const [speech, tone] = await Promise.all([fiona.hear(alice.stream), alice.hear(fiona.stream, 1)]);
  expect(likeness(first, speech)).toBeGreaterThan(0.75);
  expect(loudness(tone.samples)).toBeGreaterThan(SILENCE);
  expect(likeness(first, tone)).toBeLessThan(0.6);
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
  expect(likeness(first, await fiona.hear(second))).toBeGreaterThan(0.75);
});
