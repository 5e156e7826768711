/** A shared screen: here a tab, whose end is as real as that of the browser's own button. */
import { type BrowserContext, type BrowserServer, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { Caller, showCaller } from "../harness/caller.ts";
import { SHARED_TITLE, startSharingChromium } from "../harness/chromium.ts";
import { loudestHertz } from "../harness/likeness.ts";
import { until } from "../harness/until.ts";
import { apps, newCaller, newPage, pages, server, unique } from "../harness/world.ts";
import type { Look } from "../page/pictures.ts";

const HERTZ = 600;

let sharing: BrowserServer;
const contexts: BrowserContext[] = [];
beforeAll(async () => {
  sharing = await startSharingChromium();
});
afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));
afterAll(() => sharing.close());

/** A caller, and a green tab with a tone that gets shared. */
async function newSharer(user: string): Promise<{ alice: Caller & { page: Page }; tab: Page }> {
  const browser = await chromium.connect(sharing.wsEndpoint());
  const context = await browser.newContext({ permissions: ["camera", "microphone"] });
  contexts.push(context);
  const page = await context.newPage();
  await showCaller(page, pages);
  const tab = await context.newPage();
  await tab.goto(pages);
  await tab.evaluate(
    ([title, hertz]) => {
      document.title = title;
      document.body.style.background = "rgb(0, 255, 0)";
      const audio = new AudioContext();
      const tone = new OscillatorNode(audio, { frequency: hertz });
      tone.connect(new GainNode(audio, { gain: 0.3 })).connect(audio.destination);
      tone.start();
    },
    [SHARED_TITLE, HERTZ] as const,
  );
  await page.bringToFront();
  const alice = await Caller.create(page, { server, app: apps.main, user });
  return { alice: alice as Caller & { page: Page }, tab };
}

test("a screen is seen and heard beside a camera of the same user, until its sharing ends", async () => {
  const room = unique("room");
  const { alice, tab } = await newSharer(unique("alice"));
  expect(await alice.login(room)).toEqual({ value: true });
  const screen = `${alice.identity.user}-screen`;
  await alice.publish(alice.stream, { camera: { video: { quality: 1 }, audio: false } });
  await alice.publish(screen, { screen: { video: true, audio: true } });

  const bob = await newCaller("second", unique("bob"));
  expect(await bob.login(room)).toEqual({ value: true });
  await bob.play(alice.stream);
  await bob.play(screen);
  const isGreen = ([red, green, blue]: Look["colour"]) => green > 180 && red < 80 && blue < 80;
  const [shown, filmed] = await Promise.all([
    bob.shows(screen, ({ colour }) => isGreen(colour)),
    bob.shows(alice.stream, ({ frames }) => frames > 5),
  ]);
  console.log("the screen", JSON.stringify(shown), "the camera", JSON.stringify(filmed));
  expect(shown.width / shown.height).toBeCloseTo(16 / 9, 1);
  expect(filmed.width / filmed.height).toBeCloseTo(4 / 3, 1);
  expect(isGreen(filmed.colour)).toBe(false);
  expect(loudestHertz(await bob.hear(screen, 1))).toBeCloseTo(HERTZ, -1);

  await tab.close();
  const { args } = await alice.saw("screenSharingEnded");
  const id = await alice.page.evaluate((stream) => window.caller.local(stream).id, screen);
  expect(args[0].id).toBe(id);
  await bob.saw("remoteCameraStatusUpdate", ([it, state]) => it === screen && state === "MUTE");
  await bob.saw("remoteMicStatusUpdate", ([it, state]) => it === screen && state === "MUTE");
  const { frames } = await bob.shows(alice.stream);
  await bob.shows(alice.stream, (look) => look.frames > frames + 5);
  const told = (await alice.fired()).filter(({ name }) => name === "deviceError");
  expect(told, "a share that ends is no broken device").toEqual([]);
});

test("a share that the page ends lets go of the tab", async () => {
  const { alice } = await newSharer(unique("alice"));
  expect(await alice.login(unique("room"))).toEqual({ value: true });
  const tracks = await alice.page.evaluate(async () => {
    const asked: MediaStreamTrack[] = [];
    const { mediaDevices } = navigator;
    const getDisplayMedia = mediaDevices.getDisplayMedia.bind(mediaDevices);
    mediaDevices.getDisplayMedia = async (options) => {
      const stream = await getDisplayMedia(options);
      asked.push(...stream.getTracks());
      return stream;
    };
    const engine = window.caller.engine();
    const stream = await engine.createZegoStream({ screen: { video: true, audio: true } });
    const before = asked.map(({ readyState }) => readyState);
    engine.destroyStream(stream);
    return { before, after: asked.map(({ readyState }) => readyState) };
  });
  expect(tracks).toEqual({ before: ["live", "live"], after: ["ended", "ended"] });
  expect((await alice.fired()).some(({ name }) => name === "screenSharingEnded")).toBe(false);
});

test("a share that is not allowed says so", async () => {
  const page = await newPage("first");
  await page.evaluate((src) => {
    const frame = document.createElement("iframe");
    Object.assign(frame, { src, allow: "display-capture 'none'" });
    document.body.append(frame);
  }, pages);
  const frame = await until("the frame is there", () => page.frames()[1]);
  await frame.waitForFunction(() => "caller" in window);
  const alice = await Caller.create(frame, { server, app: apps.main, user: unique("alice") });
  const outcome = await alice.startPublishing(alice.stream, { screen: { video: true } });
  expect(outcome.error?.code).toBe(1103010);
  expect(outcome.error?.msg).toMatch(/\.$/);
});
