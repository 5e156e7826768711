/** The debug page's camera, off at first, by the keyboard alone. */
import { expect, test } from "vitest";
import { DebugPage } from "../harness/debug-page.ts";
import { until } from "../harness/until.ts";
import { apps, server, unique } from "../harness/world.ts";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

declare global {
  interface Window {
    /** How often a camera was asked for. */
    cameras: number;
  }
}

async function join(which: "first" | "second", room: string, user: string, options = {}) {
  const token = await server.token(apps.main, user);
  const lang = which === "second" ? "zh-CN" : "en";
  const debug = await DebugPage.open(
    which,
    server,
    { app: apps.main.id, room, user, token, lang },
    options,
  );
  await debug.page.evaluate(() => {
    window.cameras = 0;
    const { mediaDevices } = navigator;
    const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = (constraints) => {
      if (constraints?.video) window.cameras += 1;
      return getUserMedia(constraints);
    };
  });
  await debug.press("join", "Enter");
  await debug.shows("own-state", /./);
  const stream = debug.page.locator(".card.stream");
  return { debug, stream };
}

/** Waits until the picture inside an element is alive, and tells how it is shown. */
function seen(debug: DebugPage, within: string) {
  return until(`a picture in ${within}`, () =>
    debug.page.evaluate((selector) => {
      const video = document.querySelector<HTMLVideoElement>(`${selector} video`);
      if (!video?.videoWidth || video.getVideoPlaybackQuality().totalVideoFrames < 5) return;
      const { width, height } = video.getBoundingClientRect();
      return { shape: width / height, width, transform: video.style.transform };
    }, within),
  );
}

test("a camera is off until it is asked for, is seen by both, and goes off again", async () => {
  const room = unique("room");
  const left = await join("first", room, unique("alice"));
  const right = await join("second", room, unique("bob"), PHONE);
  await left.stream.waitFor();
  await right.stream.waitFor();
  const cameras = () => left.debug.page.evaluate(() => window.cameras);
  expect(await cameras()).toBe(0);
  expect(await left.debug.page.getByTestId("own-picture").count()).toBe(0);
  expect(await right.debug.page.getByTestId("picture").count()).toBe(0);

  const camera = left.debug.page.getByTestId("camera");
  expect(await camera.getAttribute("aria-pressed")).toBe("false");
  await left.debug.press("camera", "Space");
  const own = await seen(left.debug, '[data-testid="own-picture"]');
  const remote = await seen(right.debug, '[data-testid="picture"]');
  // The own picture as in a mirror, the other's as it is.
  expect([own.transform, remote.transform]).toEqual(["scaleX(-1)", ""]);
  expect(await cameras()).toBe(1);
  expect(await camera.getAttribute("aria-pressed")).toBe("true");
  for (const { debug } of [left, right]) {
    await debug.isAccessible();
    const overflow = await debug.page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    expect(overflow).toBe(0);
  }
  await left.debug.screenshot("camera-en");
  await right.debug.screenshot("camera-zh-phone");

  await left.debug.press("camera", "Space");
  await left.debug.page.getByTestId("own-picture").waitFor({ state: "detached" });
  await right.debug.page.getByTestId("picture").waitFor({ state: "detached" });
  expect(await cameras()).toBe(1);
  expect([...left.debug.errors, ...right.debug.errors]).toEqual([]);
});
