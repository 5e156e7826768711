/** Codecs of pictures, and browsers that lack one. */
import type { Browser } from "puppeteer-core";
import { expect, onTestFinished, test } from "vitest";
import { Caller, type Evaluates } from "../harness/caller.ts";
import { startFirefox } from "../harness/firefox.ts";
import { apps, newCaller, pages, server, unique } from "../harness/world.ts";

const RED = "rgb(255, 0, 0)";

/** The codecs that inbound streams of pictures were decoded with. */
function decoders(caller: Caller): Promise<string[]> {
  return caller.page.evaluate(async () => {
    const found = new Set<string>();
    for (const connection of window.caller.connections()) {
      const stats = await connection.getStats();
      stats.forEach((entry) => {
        if (entry.type !== "inbound-rtp" || entry.kind !== "video") return;
        if (entry.framesDecoded > 0) found.add(stats.get(entry.codecId)?.mimeType);
      });
    }
    return [...found].sort();
  }, undefined);
}

async function firefoxCaller(user: string): Promise<Caller> {
  const firefox: { browser: Browser; stop(): Promise<void> } = await startFirefox();
  onTestFinished(() => firefox.stop());
  const page = await firefox.browser.newPage();
  await page.goto(pages);
  await page.waitForFunction(() => "caller" in window);
  return Caller.create(page as unknown as Evaluates, { server, app: apps.main, user });
}

test("VP8 and H.264 streams of one user are seen side by side, by one that joins late too", async () => {
  const room = unique("room");
  const alice = await newCaller("first", unique("alice"));
  expect(await alice.login(room)).toEqual({ value: true });
  const streams = { VP8: unique("vp8"), H264: unique("h264") };
  for (const [videoCodec, stream] of Object.entries(streams)) {
    await alice.publishPaint(stream, RED, { videoCodec });
  }
  for (const user of ["bob", "cleo"]) {
    const caller = await newCaller("second", unique(user));
    expect(await caller.login(room)).toEqual({ value: true });
    for (const stream of Object.values(streams)) {
      const joined = performance.now();
      await caller.play(stream);
      const look = await caller.shows(
        stream,
        ({ colour: [red, green] }) => red > 150 && green < 90,
      );
      const waited = performance.now() - joined;
      console.log(`${user} sees ${stream} after ${waited.toFixed(0)} ms`, JSON.stringify(look));
    }
    expect(await decoders(caller)).toEqual(["video/H264", "video/VP8"]);
  }
});

test("a browser without H.264 says so where it plays it, and publishes VP8 in its place", async () => {
  const room = unique("room");
  const [alice, fiona] = await Promise.all([
    newCaller("first", unique("alice")),
    firefoxCaller(unique("fiona")),
  ]);
  const h264 = async (caller: Caller) =>
    ((await caller.call("checkSystemRequirements", "H264")).value as { result: boolean }).result;
  expect(await h264(alice)).toBe(true);
  // Firefox ESR has it only with a plugin that it fetches from the internet.
  expect(await h264(fiona)).toBe(false);
  expect(await alice.login(room)).toEqual({ value: true });
  expect(await fiona.login(room)).toEqual({ value: true });
  const [camera, publishing] = [{ camera: { video: { quality: 1 } } }, { videoCodec: "H264" }];
  await alice.publish(alice.stream, camera, publishing);
  await fiona.play(alice.stream);
  await fiona.publish(fiona.stream, camera, publishing);
  await alice.play(fiona.stream);
  await alice.shows(fiona.stream, ({ frames }) => frames > 5);
  expect(await decoders(alice)).toEqual(["video/VP8"]);

  await fiona.hear(alice.stream, 0.5);
  const { args } = await fiona.saw("exceptionUpdate");
  expect(args).toEqual([alice.stream, { code: 1008, message: expect.stringMatching(/codec/) }]);
  const shown = await fiona.page.evaluate((id) => window.caller.shown(id), alice.stream);
  expect(shown, "no picture is no black picture").toBeUndefined();
  expect((await alice.fired()).some(({ name }) => name === "exceptionUpdate")).toBe(false);
});
