/** Where pictures come from, and what happens when that changes during a publish. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { Caller } from "../harness/caller.ts";
import { until } from "../harness/until.ts";
import { newCaller, unique } from "../harness/world.ts";
import type { Look } from "../page/pictures.ts";

type InPage = Caller & { page: Page };

const isRed = ({ colour: [red, green, blue] }: Look) => red > 150 && green < 90 && blue < 90;
const isBlue = ({ colour: [red, green, blue] }: Look) => blue > 150 && red < 90 && green < 90;
const isBlack = ({ colour }: Look) => Math.max(...colour) < 30;
/** The fake camera's picture is green with a moving disc and a clock. */
const isCamera = ({ colour: [red, green, blue] }: Look) => green > 90 && red < 60 && blue < 60;

async function pair(): Promise<{ alice: InPage; bob: InPage }> {
  const room = unique("room");
  const alice = await newCaller("first", unique("alice"));
  const bob = await newCaller("second", unique("bob"));
  expect(await alice.login(room)).toEqual({ value: true });
  expect(await bob.login(room)).toEqual({ value: true });
  return { alice, bob };
}

const withLocal = (alice: InPage, member: string, argument: unknown) =>
  alice.page.evaluate(([id, name, value]) => window.caller.withLocal(id, name, value), [
    alice.stream,
    member,
    argument,
  ] as const);

const cameraStates = async (bob: InPage): Promise<string[]> =>
  (await bob.fired())
    .filter(({ name }) => name === "remoteCameraStatusUpdate")
    .map(({ args }) => args[1]);

test("a canvas is published, muted to black, and takes other tracks in its place", async () => {
  const { alice, bob } = await pair();
  await alice.publishPaint(alice.stream, "rgb(255, 0, 0)");
  await bob.play(alice.stream);
  expect(await bob.shows(alice.stream, isRed)).toMatchObject({ width: 320, height: 240 });

  expect(await withLocal(alice, "mutePublishStreamVideo", true)).toEqual({ value: true });
  await bob.shows(alice.stream, isBlack);
  const replaced = await alice.page.evaluate(async (id) => {
    const [blue] = window.caller.painted("rgb(0, 0, 255)").getVideoTracks();
    const local = window.caller.local(id);
    const answer = await window.caller.engine().replaceTrack(local, blue as MediaStreamTrack);
    return { answer, state: blue?.readyState, enabled: blue?.enabled };
  }, alice.stream);
  // The page's own track stays as it is.
  expect(replaced).toEqual({ answer: { errorCode: 0 }, state: "live", enabled: true });
  expect(await withLocal(alice, "mutePublishStreamVideo", false)).toEqual({ value: true });
  await bob.shows(alice.stream, isBlue);
  expect(await cameraStates(bob)).toEqual(["OPEN", "MUTE", "OPEN"]);
});

test("a camera is closed, opened again and changed for another during a publish", async () => {
  const { alice, bob } = await pair();
  await alice.publish(alice.stream, { camera: { video: { quality: 1 }, audio: false } });
  await bob.play(alice.stream);
  await bob.shows(alice.stream, isCamera);
  const camera = () =>
    alice.page.evaluate((id) => {
      const { videoDeviceId, videoCaptureStream } = window.caller.local(id);
      return { videoDeviceId, tracks: videoCaptureStream?.getTracks().length ?? 0 };
    }, alice.stream);
  const { videoDeviceId: first } = await camera();

  expect(await withLocal(alice, "enableVideoCaptureDevice", false)).toEqual({
    value: { errorCode: 0 },
  });
  expect(await camera()).toEqual({ videoDeviceId: "", tracks: 0 });
  await bob.saw("remoteCameraStatusUpdate", ([, state]) => state === "MUTE");
  const { frames } = await bob.shows(alice.stream);
  // The choice of a camera opens none that was closed.
  expect(await withLocal(alice, "useVideoDevice", first)).toEqual({ value: { errorCode: 0 } });
  expect(await camera()).toEqual({ videoDeviceId: "", tracks: 0 });
  expect(await withLocal(alice, "enableVideoCaptureDevice", true)).toEqual({
    value: { errorCode: 0 },
  });
  await bob.shows(alice.stream, (look) => look.frames > frames + 5 && isCamera(look));
  expect(await cameraStates(bob)).toEqual(["OPEN", "MUTE", "OPEN"]);

  const cameras = await alice.page.evaluate(() => window.caller.engine().getCameras());
  const other = cameras.at(-1)?.deviceID;
  expect(other).not.toBe(first);
  expect(await withLocal(alice, "useVideoDevice", other)).toEqual({ value: { errorCode: 0 } });
  expect(await camera()).toEqual({ videoDeviceId: other, tracks: 1 });
  const before = await bob.shows(alice.stream);
  await bob.shows(alice.stream, (look) => look.frames > before.frames + 5 && isCamera(look));

  const missing = await withLocal(alice, "useVideoDevice", "no such camera");
  expect(missing.error?.code).toBe(1103048);
  expect(await camera(), "the former camera goes on").toEqual({ videoDeviceId: other, tracks: 1 });

  expect(await withLocal(alice, "setVideoConfig", { width: 160, height: 120 })).toEqual({
    value: { errorCode: 0 },
  });
  await bob.shows(alice.stream, ({ width, height }) => width === 160 && height === 120);
});

/** Does what a browser does with the tracks of a camera that is unplugged; runs in the page. */
function breakCamera(streamID: string): string | undefined {
  const [track] = window.caller.local(streamID).getVideoTracks();
  track?.stop();
  track?.dispatchEvent(new Event("ended"));
  return track?.label;
}

test("a camera that ends by itself is told, and another one takes its place on demand", async () => {
  const { alice, bob } = await pair();
  await alice.publish(alice.stream, { camera: { video: { quality: 1 }, audio: false } });
  await bob.play(alice.stream);
  await bob.shows(alice.stream, isCamera);
  const label = await alice.page.evaluate(breakCamera, alice.stream);
  const { args } = await alice.saw("deviceError");
  // The fake camera stays in the list, so that it is a stopped capture.
  expect(args).toEqual([1106007, label]);
  await bob.saw("remoteCameraStatusUpdate", ([, state]) => state === "MUTE");
  const { frames } = await bob.shows(alice.stream);
  await withLocal(alice, "enableVideoCaptureDevice", true);
  await bob.shows(alice.stream, (look) => look.frames > frames + 5 && isCamera(look));
  expect(await cameraStates(bob)).toEqual(["OPEN", "MUTE", "OPEN"]);

  // Or by itself, where the page wants that.
  const last = (await alice.page.evaluate(() => window.caller.engine().getCameras())).at(-1);
  await withLocal(alice, "useVideoDevice", last?.deviceID);
  await alice.call("enableAutoSwitchDevice", { camera: true });
  await alice.page.evaluate(breakCamera, alice.stream);
  await until("another camera", () =>
    alice.page.evaluate(
      ([id, gone]) => ![gone, ""].includes(window.caller.local(id).videoDeviceId),
      [alice.stream, last?.deviceID] as const,
    ),
  );
});

test("pictures that join a call of sound alone, and leave it", async () => {
  const { alice, bob } = await pair();
  await alice.publish();
  await bob.play(alice.stream);
  await bob.hear(alice.stream, 0.1);
  await alice.page.evaluate(async (id) => {
    const [red] = window.caller.painted("rgb(255, 0, 0)").getVideoTracks();
    await window.caller.engine().addTrack(window.caller.local(id), red as MediaStreamTrack);
  }, alice.stream);
  await bob.shows(alice.stream, isRed);
  const removed = await alice.page.evaluate(async (id) => {
    const local = window.caller.local(id);
    const [red] = local.getVideoTracks();
    return window.caller.engine().removeTrack(local, red as MediaStreamTrack);
  }, alice.stream);
  expect(removed).toEqual({ errorCode: 0 });
  await bob.saw("remoteCameraStatusUpdate", ([, state]) => state === "MUTE");
  expect(await cameraStates(bob)).toEqual(["OPEN", "MUTE"]);
});
