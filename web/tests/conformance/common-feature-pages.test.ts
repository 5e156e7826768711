/** Pages that use rooms, users, devices: the calls of each in their order, two tabs where two matter. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openSite, type Site } from "./site.ts";

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterEach(() => site.closeTabs());
afterAll(() => site.close());

describe("VideoForMultipleUsers", () => {
  test("a user is there before his stream, and views play into elements by id", async () => {
    const first = await site.open();
    await first.evaluate(async () => {
      window.zg = new ZegoExpressEngine(appID, server);
      const order: string[] = [];
      Object.assign(window, { order });
      zg.on("roomUserUpdate", async (_roomID, type, users) => {
        for (const user of users) order.push(`user ${type} ${user.userID}`);
      });
      zg.on("roomStreamUpdate", async (_roomID, type, streams) => {
        for (const { streamID, user } of streams) {
          order.push(`stream ${type} ${user.userID}`);
          if (type !== "ADD") continue;
          const element = document.createElement("div");
          element.id = `v-${streamID}`;
          document.body.append(element);
          const remote = await zg.startPlayingStream(streamID);
          zg.createRemoteStreamView(remote).play(`v-${streamID}`);
        }
      });
      await zg.loginRoom("several", "", { userID: "one", userName: "One" }, { userUpdate: true });
    });
    const second = await site.open();
    await second.evaluate(async () => {
      window.zg = new ZegoExpressEngine(appID, server);
      await zg.loginRoom("several", "", { userID: "two", userName: "Two" }, { userUpdate: true });
      const stream = await zg.createZegoStream({});
      zg.startPublishingStream("4711", stream);
    });
    await first.waitForFunction(() => {
      const media = document.querySelector<HTMLMediaElement>("#v-4711 audio, #v-4711 video");
      return media !== null && media.currentTime > 0;
    });
    await second.evaluate(() => zg.logoutRoom("several"));
    await first.waitForFunction(() => Reflect.get(window, "order").length >= 4);
    const order = await first.evaluate(() => Reflect.get(window, "order") as string[]);
    expect(order.slice(0, 2)).toEqual(["user ADD two", "stream ADD two"]);
    expect(order.slice(2).sort()).toEqual(["stream DELETE two", "user DELETE two"]);
  });
});

test("Publishing and Playing: a pair by hand, with members that are undefined", async () => {
  const publisher = await site.open();
  await publisher.evaluate(async () => {
    window.zg = new ZegoExpressEngine(appID, server);
    await zg.loginRoom("0002", "", { userID: "publisher", userName: "publisher" });
    const local = await zg.createZegoStream({ camera: { video: false, audio: { input: "" } } });
    zg.startPublishingStream("0002", local);
  });
  const player = await site.open();
  await player.setContent('<div id="remoteVideo"></div>');
  const heard = await player.evaluate(async () => {
    const zg = new ZegoExpressEngine(appID, server);
    await zg.loginRoom("0002", "", { userID: "player", userName: "player" });
    const remote = await zg.startPlayingStream("0002", { video: undefined, audio: undefined });
    zg.createRemoteStreamView(remote).play("remoteVideo", { objectFit: "cover" });
    const loudness = await helpers.until(() => helpers.loudness(remote), "sound");
    zg.stopPlayingStream("0002");
    zg.logoutRoom("0002");
    return loudness;
  });
  expect(heard).toBeGreaterThan(0);
});

test("DeviceDetection: levels without a room, and a speaker chosen for an element", async () => {
  const tab = await site.open();
  const found = await tab.evaluate(async () => {
    const zg = new ZegoExpressEngine(appID, server);
    const stream = await zg.createZegoStream({ camera: { video: false, audio: true } });
    const lists = await Promise.all([zg.getMicrophones(), zg.getCameras(), zg.getSpeakers()]);
    helpers.record(zg, ["capturedSoundLevelUpdate"]);
    zg.setSoundLevelDelegate(true, 300);
    const levels = await helpers.until(() => {
      const calls = helpers.calls("capturedSoundLevelUpdate");
      return calls.some(([level]) => (level as number) > 0) && calls.map(([level]) => level);
    }, "a level above 0");
    const media = document.createElement("audio");
    const speaker = lists[2][0]?.deviceID ?? "";
    const used = await zg.useAudioOutputDevice(media, speaker);
    zg.setSoundLevelDelegate(false);
    zg.destroyStream(stream);
    const track = stream.getAudioTracks()[0]?.readyState ?? "ended";
    return { microphones: lists[0], levels, used, sinkId: media.sinkId, speaker, track };
  });
  expect(found.microphones.length).toBeGreaterThan(0);
  for (const device of found.microphones) {
    expect(device).toEqual({ deviceName: expect.any(String), deviceID: expect.any(String) });
  }
  for (const level of found.levels) expect(level).toSatisfy((x: number) => x >= 0 && x <= 100);
  expect(found).toMatchObject({ used: true, sinkId: found.speaker, track: "ended" });
});

describe("NetworkDetection", () => {
  test("own stream back, quality values, off(), logoutRoom() without argument", async () => {
    const tab = await site.open();
    const seen = await tab.evaluate(async () => {
      const zg = new ZegoExpressEngine(appID, server);
      const events = ["roomStateUpdate", "publishQualityUpdate", "playQualityUpdate"];
      helpers.record(zg, events);
      const quality: string[] = [];
      zg.on("playQualityUpdate", (_streamID, { video, audio }) => {
        quality.push(video.videoPacketsLostRate.toFixed(2), audio.audioPacketsLostRate.toFixed(2));
      });
      zg.on("publisherStateUpdate", async ({ state, streamID }) => {
        if (state === "PUBLISHING") await zg.startPlayingStream(streamID);
      });
      await zg.loginRoom("network", "", { userID: "lone" });
      zg.startPublishingStream("network", await zg.createZegoStream({}));
      await helpers.until(() => quality.length > 0, "a quality of the play");
      for (const event of ["publishQualityUpdate", "playQualityUpdate"] as const) zg.off(event);
      zg.stopPlayingStream("network");
      zg.stopPublishingStream("network");
      zg.logoutRoom();
      const states = helpers.calls("roomStateUpdate");
      await helpers.until(() => states.some(([, state]) => state === "DISCONNECTED"), "the logout");
      return { quality, states: states.map(([, state]) => state) };
    });
    expect(seen.quality[0]).toBe("0.00");
    expect(seen.states).toEqual(["CONNECTING", "CONNECTED", "DISCONNECTED"]);
  });

  test("a token that is none: error.code 1102016 and error.msg", async () => {
    const tab = await site.open();
    const error = await tab.evaluate(async (closedAppID) => {
      const zg = new ZegoExpressEngine(closedAppID, server);
      const caught = await helpers.rejection(() =>
        zg.loginRoom("0001", "stale token", { userID: "lone" }),
      );
      return caught && { code: caught.code, msg: caught.msg };
    }, site.closedAppID);
    expect(error).toEqual({ code: 1102016, msg: expect.stringMatching(/\w/) });
  });
});

test("Framework: muteMicrophone, useAudioDevice, destroyStream on a played stream", async () => {
  const tab = await site.open();
  const found = await tab.evaluate(async () => {
    const zg = new ZegoExpressEngine(appID, server);
    await zg.loginRoom("framework", "", { userID: "vue", userName: "Vue" });
    const local = await zg.createZegoStream({ camera: { video: false, audio: true } });
    zg.startPublishingStream("framework", local);
    const remote = await zg.startPlayingStream("framework");
    const muted = [zg.isMicrophoneMuted(), zg.muteMicrophone(true), zg.isMicrophoneMuted()];
    zg.muteMicrophone(false);
    const microphones = await zg.getMicrophones();
    const { errorCode } = await zg.useAudioDevice(local, microphones[0]?.deviceID ?? "");
    const missing = await helpers.rejection(() => zg.useAudioDevice(local, "no such device"));
    const stillLive = local.getAudioTracks()[0]?.readyState;
    zg.destroyStream(remote);
    zg.stopPlayingStream("framework");
    const ended = remote.getAudioTracks().map((track) => track.readyState);
    zg.destroyEngine();
    return { muted, errorCode, missing: missing?.code, stillLive, ended };
  });
  expect(found).toEqual({
    muted: [false, true, true],
    errorCode: 0,
    missing: expect.any(Number),
    stillLive: "live",
    ended: ["ended"],
  });
});
