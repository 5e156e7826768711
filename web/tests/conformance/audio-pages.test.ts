/** Pages of one tab that publish and play their own stream: the calls of each in their order. */
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openSite, type Site } from "./site.ts";

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterEach(() => site.closeTabs());
afterAll(() => site.close());

test("CommonUsage: plays its own stream, and resets", async () => {
  const tab = await site.open();
  await tab.setContent('<div id="localVideo"></div><div id="remoteVideo"></div>');
  const found = await tab.evaluate(async () => {
    const zg = new ZegoExpressEngine(appID, server);
    helpers.record(zg, ["publisherStateUpdate", "playerStateUpdate"]);
    const devices = await zg.enumDevices();
    const isLogin = await zg.loginRoom("0001", "", { userID: "sample1", userName: "sample1" });
    const input = devices.microphones[0]?.deviceID ?? "";
    const local = await zg.createZegoStream({ camera: { video: false, audio: { input } } });
    const published = zg.startPublishingStream("0001", local, { videoCodec: "VP8" });
    const localElement = document.getElementById("localVideo") as HTMLElement;
    local.playVideo(localElement, { mirror: true, objectFit: "cover" });
    const remote = await zg.startPlayingStream("0001", { video: false, audio: true });
    zg.createRemoteStreamView(remote).play("remoteVideo", { objectFit: "cover" });
    await helpers.until(() => {
      const media = document.querySelector<HTMLMediaElement>(
        "#remoteVideo audio, #remoteVideo video",
      );
      return media !== null && !media.paused && media.currentTime > 0;
    }, "the view plays");
    zg.logoutRoom("0001");
    zg.stopPublishingStream("0001");
    zg.stopPlayingStream("0001");
    zg.destroyStream(local);
    const states = () =>
      ["publisherStateUpdate", "playerStateUpdate"].map((event) =>
        helpers.calls(event).map(([update]) => (update as { state: string }).state),
      );
    await helpers.until(() => states().every((list) => list.length >= 3), "the ends of both");
    return { isLogin, published, states: states() };
  });
  expect(found.isLogin).toBe(true);
  expect(found.published).toBe(true);
  expect(found.states).toEqual([
    ["PUBLISH_REQUESTING", "PUBLISHING", "NO_PUBLISH"],
    ["PLAY_REQUESTING", "PLAYING", "NO_PLAY"],
  ]);
});

test("SoundLevelAndAudioSpectrum: soundLevelUpdate lists '0019' from 0 to 100", async () => {
  const tab = await site.open();
  const found = await tab.evaluate(async () => {
    const zg = new ZegoExpressEngine(appID, server);
    await zg.enumDevices();
    const isLogin = await zg.loginRoom("0019", "", { userID: "sample1", userName: "sample1" });
    const stream = await zg.createZegoStream({ camera: { video: false, audio: true } });
    zg.startPublishingStream("0019", stream);
    stream.playAudio();
    helpers.record(zg, ["soundLevelUpdate"]);
    zg.setSoundLevelDelegate(true, 500);
    const calls = helpers.calls("soundLevelUpdate");
    type Level = { streamID: string; soundLevel: number; type: string };
    const levels = () => calls.flatMap(([list]) => list as Level[]);
    await helpers.until(() => levels().some(({ soundLevel }) => soundLevel > 0), "a level above 0");
    zg.setSoundLevelDelegate(false);
    return { isLogin, levels: levels() };
  });
  expect(found.isLogin).toBe(true);
  for (const level of found.levels) {
    expect(level).toMatchObject({ streamID: "0019", type: "push" });
    expect(level.soundLevel).toSatisfy((x: number) => x >= 0 && x <= 100);
  }
});

test("AEC_ANS_AGC: the boxes reach the microphone, though the page asks for a camera", async () => {
  const tab = await site.open();
  const settings = await tab.evaluate(async () => {
    const zg = new ZegoExpressEngine(appID, server);
    await zg.loginRoom("0019", "", { userID: "sample1", userName: "sample1" });
    const audio = { AEC: false, AGC: true, ANS: false };
    const stream = await zg.createZegoStream({ camera: { video: true, audio } });
    zg.startPublishingStream("0019-3a", stream);
    await zg.startPlayingStream("0019-3a");
    const asked = helpers.asked.map((constraints) => constraints.audio).filter(Boolean);
    zg.destroyEngine();
    return asked[0];
  });
  expect(settings).toMatchObject({
    echoCancellation: false,
    autoGainControl: true,
    noiseSuppression: false,
  });
});

test("EarReturnAndChannelSettings: local listening and the capture volume", async () => {
  const tab = await site.open();
  const found = await tab.evaluate(async () => {
    const zg = new ZegoExpressEngine(appID, server);
    await zg.loginRoom("0019", "", { userID: "sample1", userName: "sample1" });
    const stream = await zg.createZegoStream({
      camera: { video: false, audio: { channelCount: 2 } },
    });
    zg.startPublishingStream("0017", stream);
    stream.playAudio();
    const volume = stream.setVolume(30);
    stream.stopAudio();
    const { errorCode } = await zg.setCaptureVolume(stream, 20);
    zg.destroyEngine();
    return { volume, errorCode };
  });
  expect(found).toEqual({ volume: true, errorCode: 0 });
});

test("AudioMixing: startMixingAudio and stopMixingAudio answer true", async () => {
  const tab = await site.open();
  const found = await tab.evaluate(async () => {
    const zg = new ZegoExpressEngine(appID, server);
    await zg.loginRoom("0019", "", { userID: "sample1", userName: "sample1" });
    const stream = await zg.createZegoStream();
    const published = zg.startPublishingStream("0019-mix", stream);
    const media = helpers.tone();
    await media.play();
    const started = zg.startMixingAudio("0019-mix", [media]);
    const volume = zg.setMixingAudioVolume("0019-mix", 50, media);
    const stopped = zg.stopMixingAudio("0019-mix");
    zg.destroyEngine();
    return { published, started, volume, stopped };
  });
  expect(found).toEqual({ published: true, started: true, volume: true, stopped: true });
});

test("CustomAudioCaptureAndRendering: a media element out, a MediaStream in", async () => {
  const tab = await site.open();
  const found = await tab.evaluate(async () => {
    const zg = new ZegoExpressEngine(appID, server);
    await zg.loginRoom("0019", "", { userID: "sample1", userName: "sample1" });
    const source = helpers.tone();
    await source.play();
    const stream = await zg.createZegoStream({ custom: { audio: { source } } });
    zg.startPublishingStream("0019-custom", stream);
    const remote = await zg.startPlayingStream("0019-custom");
    const media = document.createElement("audio");
    media.srcObject = remote;
    await media.play();
    const heard = await helpers.until(() => helpers.loudness(remote), "the tone is heard");
    const tracks = remote.getAudioTracks().length;
    zg.destroyEngine();
    return { real: remote instanceof MediaStream, tracks, heard, asked: helpers.asked.length };
  });
  expect(found).toMatchObject({ real: true, tracks: 1, asked: 0 });
  expect(found.heard).toBeGreaterThan(0);
});
