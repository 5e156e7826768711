/** What a test starts from: the shared server and browsers, and names that nobody else uses. */
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";
import { Caller, showCaller } from "./caller.ts";
import { likeness } from "./likeness.ts";
import { type App, Server } from "./server.ts";
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

/**
 * Requires that a recording is of one speech and not of the other. Whole recordings of the same
 * speech are alike by 0.93 and more, of another by 0.52 at most; gaps of a busy machine lie between.
 */
export function expectSpeech(which: "first" | "second", heard: Sound): void {
  const [said, other] = which === "first" ? [first, second] : [second, first];
  const alike = likeness(said, heard);
  expect(alike, `likeness to the ${which} speech`).toBeGreaterThan(0.65);
  expect(likeness(other, heard), "likeness to the other speech").toBeLessThan(alike - 0.1);
}

let count = 0;

/** A name that no other test uses. */
export function unique(name: string): string {
  count += 1;
  return `${name}-${process.pid}-${Date.now().toString(36)}-${count}`;
}
