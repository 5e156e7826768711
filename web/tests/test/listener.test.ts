/** A page that may not use the microphone: its offers hold no address that means anything. */
import type { BrowserServer } from "playwright-core";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Caller, showCaller } from "../harness/caller.ts";
import { startChromium } from "../harness/chromium.ts";
import { apps, hearsSpeech, newCaller, pages, server, unique } from "../harness/world.ts";

let listening: BrowserServer;
beforeAll(async () => {
  listening = await startChromium();
});
afterAll(() => listening.close());

test("a listener without microphone permission hears the speech", async () => {
  const room = unique("room");
  const alice = await newCaller("first", unique("alice"));
  await alice.join(room);

  const browser = await chromium.connect(listening.wsEndpoint());
  const page = await browser.newPage();
  await showCaller(page, pages);
  const user = unique("lena");
  const lena = await Caller.create(page, { server, app: apps.main, user });
  expect(await lena.login(room)).toEqual({ value: true });
  await lena.seesOnly([alice.identity.user], [alice.stream]);
  await lena.play(alice.stream);
  await hearsSpeech(lena, alice.stream, "first");

  // Publishing says what is missing, and hearing goes on.
  const refused = await lena.startPublishing();
  expect(refused.error?.code).toBe(1103064);
  expect(refused.error?.msg).toMatch(/\.$/);
  await hearsSpeech(lena, alice.stream, "first");
  const asked = await page.evaluate(() => window.caller.asked());
  expect(asked.length).toBe(1);
  await browser.close();
});
