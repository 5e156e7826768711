/** What a test starts from: the shared server and browsers, and names that nobody else uses. */
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";
import { Caller, showCaller } from "./caller.ts";
import { likeness } from "./likeness.ts";
import { type App, Server } from "./server.ts";
import { until } from "./until.ts";
import { readWav, type Sound } from "./wav.ts";

const shared = inject("shared");
const { folder, port, scheme } = shared.server;

export const server = new Server(folder, port, scheme);
export const { apps, pages, speeches } = shared;
/** What the two browsers say. */
export const first = readWav(speeches.first.file);
export const second = readWav(speeches.second.file);

const open: Page[] = [];
/** What pages threw that nobody caught. */
const thrown: string[] = [];
const browsers: { first?: Browser; second?: Browser } = {};

beforeAll(async () => {
  browsers.first = await chromium.connect(shared.browsers.first);
  browsers.second = await chromium.connect(shared.browsers.second);
});
afterEach(async () => {
  expect(thrown.splice(0), "errors that nobody caught").toEqual([]);
  await Promise.all(open.splice(0).map((page) => page.context().close()));
});
afterAll(async () => {
  await Promise.all([browsers.first?.close(), browsers.second?.close()]);
});

/** An empty page in the browser that says the first or the second speech. */
export async function emptyPage(which: "first" | "second", options = {}): Promise<Page> {
  const browser = browsers[which];
  if (!browser) throw new Error("the browsers are not open yet");
  const context = await browser.newContext({ permissions: ["microphone", "camera"], ...options });
  const page = await context.newPage();
  open.push(page);
  page.on("pageerror", (error) => thrown.push(`${error.stack}`));
  return page;
}

/** A page with the SDK in it. */
export async function newPage(which: "first" | "second"): Promise<Page> {
  const page = await emptyPage(which);
  await showCaller(page, pages);
  return page;
}

/** Somebody with an engine in a page of one of the browsers. */
export async function newCaller(
  which: "first" | "second",
  user: string,
  { app = apps.main, url = server.url }: { app?: App; url?: string } = {},
): Promise<Caller & { page: Page }> {
  const page = await newPage(which);
  const caller = await Caller.create(page, { server, app, user }, url);
  return caller as Caller & { page: Page };
}

/** How alike a recording is to the speech that it should be of, and to the other one. */
function compared(which: "first" | "second", heard: Sound): { alike: number; other: number } {
  const [said, other] = which === "first" ? [first, second] : [second, first];
  return { alike: likeness(said, heard), other: likeness(other, heard) };
}

/**
 * Requires that a recording is of one speech and not of the other. Whole recordings of the same
 * speech are alike by 0.93 and more, of another by 0.52 at most; gaps of a busy machine lie between.
 */
export function expectSpeech(which: "first" | "second", heard: Sound): void {
  const { alike, other } = compared(which, heard);
  expect(alike, `likeness to the ${which} speech`).toBeGreaterThan(0.65);
  expect(other, "likeness to the other speech").toBeLessThan(alike - 0.1);
}

/** Requires that three seconds of a longer recording are one speech, clearly. */
export function expectSpeechWithin(
  which: "first" | "second",
  { samples, sampleRate }: Sound,
): void {
  const length = 3 * sampleRate;
  const clear: string[] = [];
  for (let at = samples.length - length; at >= 0; at -= length / 2) {
    const { alike, other } = compared(which, {
      sampleRate,
      samples: samples.subarray(at, at + length),
    });
    if (isClear(alike, other)) return;
    clear.push(`${alike.toFixed(2)} and not ${other.toFixed(2)}`);
  }
  expect.fail(`no three seconds are the ${which} speech: ${clear.join(", ")}`);
}

function isClear(alike: number, other: number): boolean {
  return alike > 0.8 && other < 0.65;
}

/**
 * Waits until some seconds of what is heard are one speech, clearly. A busy machine spoils sound in
 * real time now and then; what is broken is broken every time.
 */
export async function hearsSpeech(
  caller: Caller,
  stream: string,
  which: "first" | "second",
  seconds = 3,
): Promise<void> {
  const tries: string[] = [];
  await until(`${caller.identity.user} hears the ${which} speech`, async () => {
    const { alike, other } = compared(which, await caller.hear(stream, seconds));
    tries.push(`${alike.toFixed(2)} and not ${other.toFixed(2)}`);
    return isClear(alike, other);
  }).catch((error) => {
    throw new Error(`${error}; it was ${tries.join(", ")}`);
  });
}

let count = 0;

/** A name that no other test uses. */
export function unique(name: string): string {
  count += 1;
  return `${name}-${process.pid}-${Date.now().toString(36)}-${count}`;
}
