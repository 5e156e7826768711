/** Pictures under callers who do everything wrong: an error with its number, and the call goes on. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { Caller } from "../harness/caller.ts";
import { newCaller, unique } from "../harness/world.ts";

type InPage = Caller & { page: Page };

const isRed = ({ colour: [red, green] }: { colour: number[] }) =>
  (red ?? 0) > 150 && (green ?? 0) < 90;

async function pair(): Promise<{ alice: InPage; bob: InPage }> {
  const room = unique("room");
  const alice = await newCaller("first", unique("alice"));
  const bob = await newCaller("second", unique("bob"));
  expect(await alice.login(room)).toEqual({ value: true });
  expect(await bob.login(room)).toEqual({ value: true });
  return { alice, bob };
}

test("wrong arguments are errors with their numbers", async () => {
  const alice = await newCaller("first", unique("alice"));
  const codes = await alice.page.evaluate(async () => {
    const engine = window.caller.engine();
    // biome-ignore lint/suspicious/noExplicitAny: what no type allows is tried here.
    const wrong = (value: unknown): any => value;
    const code = async (what: () => unknown): Promise<unknown> => {
      try {
        const value = (await what()) as { errorCode?: number; id?: string } | boolean;
        return typeof value === "boolean"
          ? value
          : (value?.errorCode ?? (value?.id ? "a stream" : value));
      } catch (error) {
        return (error as { code?: number }).code ?? `${error}`;
      }
    };
    const create = (options: unknown) => code(() => engine.createZegoStream(wrong(options)));
    const silent = new MediaStream();
    const sound = await engine.createZegoStream({ camera: { video: false, audio: true } });
    const red = await engine.createZegoStream({
      custom: { video: { source: window.caller.painted("red") } },
    });
    const [redTrack] = red.getVideoTracks();
    const [stranger] = window.caller.painted("blue").getVideoTracks();
    return {
      "two sources": await create({ camera: { video: true }, screen: { video: true } }),
      "a canvas": await create({ custom: { video: { source: document.createElement("canvas") } } }),
      "no source": await create({ custom: { video: {} } }),
      "no picture in it": await create({ custom: { video: { source: silent } } }),
      "sound of no screen": await create({ screen: { video: false, audio: true } }),
      "no such camera": await create({ camera: { video: { input: "none" }, audio: false } }),
      "no such quality": await create({ camera: { video: { quality: 9 }, audio: false } }),
      "an own object": await code(() => engine.startPublishingStream("id", wrong({}))),
      "not in a room": await code(() => engine.startPublishingStream("id", red)),
      "mute of an own object": await code(() => engine.mutePublishStreamVideo(wrong({}), true)),
      "open no camera": await code(() => engine.enableVideoCaptureDevice(sound, true)),
      "close no camera": await code(() => engine.enableVideoCaptureDevice(sound, false)),
      "shape nothing": await code(() => engine.setVideoConfig(sound, { width: 320 })),
      "no shape": await code(() => engine.setVideoConfig(red, wrong(null))),
      "use what": await code(() => engine.useVideoDevice(red, wrong(undefined))),
      "use a camera for sound": await code(() => engine.useVideoDevice(sound, "none")),
      "replace by nothing": await code(() => engine.replaceTrack(red, wrong(null))),
      "add another": await code(() => engine.addTrack(red, stranger as MediaStreamTrack)),
      "remove a stranger": await code(() => engine.removeTrack(red, stranger as MediaStreamTrack)),
      "remove its own": await code(() => engine.removeTrack(red, redTrack as MediaStreamTrack)),
      "remove it again": await code(() => engine.removeTrack(red, redTrack as MediaStreamTrack)),
      "mute what is not played": await code(() => engine.mutePlayStreamVideo("none", true)),
      "play without a room": await code(() => engine.startPlayingStream("none")),
      "an old screen with a camera": await code(() =>
        engine.createStream(wrong({ screen: true, camera: {} })),
      ),
    };
  });
  expect(codes).toEqual({
    "two sources": 1100001,
    "a canvas": 1100001,
    "no source": 1100001,
    "no picture in it": 1100001,
    "sound of no screen": 1100001,
    "no such camera": 1103048,
    "no such quality": "a stream",
    "an own object": false,
    "not in a room": false,
    "mute of an own object": false,
    "open no camera": 1103045,
    "close no camera": 0,
    "shape nothing": 1103045,
    "no shape": 0,
    "use what": 1100001,
    "use a camera for sound": 1103045,
    "replace by nothing": 1100001,
    "add another": 1100001,
    "remove a stranger": 1103047,
    "remove its own": 0,
    "remove it again": 1103047,
    "mute what is not played": false,
    "play without a room": 1000002,
    "an old screen with a camera": 1100001,
  });
  const told = (await alice.fired()).filter(({ name }) => name === "publisherStateUpdate");
  expect(told.map(({ args }) => args[0].errorCode)).toEqual([1000002, 1000002]);
});

test("calls in every order leave a call that works", async () => {
  const { alice, bob } = await pair();
  const { stream } = alice;
  // Played before it exists, twice, stopped while it is negotiated, and played again.
  const early = await bob.page.evaluate(async (id) => {
    const engine = window.caller.engine();
    const code = (cause: { code: number }) => cause.code;
    const first = engine.startPlayingStream(id).catch(code);
    const twice = await engine.startPlayingStream(id).catch(code);
    const muted = await engine.mutePlayStreamVideo(id, true);
    engine.stopPlayingStream(id);
    engine.stopPlayingStream(id);
    return { first: await first, twice, muted, after: await engine.mutePlayStreamVideo(id, true) };
  }, stream);
  expect(early).toEqual({ first: 1104044, twice: 1103049, muted: true, after: false });
  const played = bob.play(stream);
  await bob.saw("playerStateUpdate", ([it]) => it.state === "PLAY_REQUESTING");

  // Published, stopped at once, and published again under the same name, and under another too.
  await alice.page.evaluate(async (id) => {
    const engine = window.caller.engine();
    const source = window.caller.painted("rgb(255, 0, 0)");
    const local = await engine.createZegoStream({ custom: { video: { source } } });
    engine.startPublishingStream(id, local);
    engine.stopPublishingStream(id);
    engine.startPublishingStream(id, local);
    engine.startPublishingStream(`${id}-again`, local);
  }, stream);
  await played;
  await bob.shows(stream, isRed);
  await bob.play(`${stream}-again`);
  await bob.shows(`${stream}-again`, isRed);

  // Two views on one stream, and one that is played again and again.
  const views = await bob.page.evaluate(async (id) => {
    const engine = window.caller.engine();
    const view = engine.createRemoteStreamView(window.caller.remote(id));
    const box = document.createElement("div");
    document.body.append(box);
    for (let times = 0; times < 3; times++) view.play(box);
    const count = [...box.children].map(({ tagName }) => tagName).sort();
    engine.stopPlayingStream(id);
    view.play(box);
    view.stop();
    return [count, box.children.length];
  }, `${stream}-again`);
  expect(views).toEqual([["AUDIO", "VIDEO"], 0]);

  // Muted and unmuted faster than anything is negotiated.
  for (const mute of [true, false, true, false]) void bob.call("mutePlayStreamVideo", stream, mute);
  const { frames } = await bob.shows(stream);
  await bob.shows(
    stream,
    (look) => look.frames > frames + 10 || (isRed(look) && look.frames < frames),
  );

  // Out of the room in the middle of a publish, and in again.
  await alice.call("logoutRoom");
  await bob.seesOnly([], []);
  const room = unique("room");
  expect(await alice.login(room)).toEqual({ value: true });
  await bob.call("logoutRoom");
  expect(await bob.login(room)).toEqual({ value: true });
  await alice.publishPaint(`${stream}-2`, "rgb(255, 0, 0)");
  await bob.play(`${stream}-2`);
  await bob.shows(`${stream}-2`, isRed);

  // Its stream destroyed in the middle of a publish.
  await alice.page.evaluate((id) => {
    window.caller.engine().destroyStream(window.caller.local(id));
  }, `${stream}-2`);
  await bob.saw(
    "remoteCameraStatusUpdate",
    ([id, state]) => id === `${stream}-2` && state === "MUTE",
  );

  // The engine destroyed in the middle of a play and a publish.
  const states = await bob.page.evaluate(async (id) => {
    const engine = window.caller.engine();
    const pending = engine
      .startPlayingStream("never")
      .catch((cause: { code: number }) => cause.code);
    engine.destroyEngine();
    const late = await engine.startPlayingStream(id).catch((cause: { code: number }) => cause.code);
    const tracks = window.caller
      .remote(id)
      .getTracks()
      .map(({ readyState }) => readyState);
    return {
      pending: await Promise.race([pending, new Promise((r) => setTimeout(() => r("open"), 1000))]),
      late,
      tracks,
    };
  }, `${stream}-2`);
  expect(states).toEqual({ pending: 1104044, late: 1000002, tracks: ["ended"] });
  await alice.page.evaluate(() => window.caller.engine().destroyEngine());
});
