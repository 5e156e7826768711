/** What kind of thing each documented call answers, in a real call of one tab with itself. */
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import {
  ENGINE_MEMBERS,
  LOCAL_STREAM_EVENTS,
  LOCAL_STREAM_GETTERS,
  LOCAL_STREAM_MEMBERS,
  OUTSIDE,
  STREAM_VIEW_EVENTS,
  STREAM_VIEW_MEMBERS,
} from "../../sdk/test/conformance/documented.ts";
import { openSite, type Site } from "./site.ts";

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterEach(() => site.closeTabs());
afterAll(() => site.close());

/** The documented kind of each call's result; "result" is an object with `errorCode` 0. */
const KINDS = {
  getVersion: "string",
  checkSystemRequirements: "promise object",
  on: "boolean true",
  off: "boolean true",
  setLogConfig: "boolean true",
  setDebugVerbose: "undefined",
  setEngineConfig: "undefined",
  setRoomScenario: "boolean true",
  enableMultiRoom: "boolean true",
  getNetworkTimeInfo: "object",
  uploadLog: "promise result",
  destroyEngine: "undefined",
  loginRoom: "promise boolean true",
  logoutRoom: "undefined",
  switchRoom: "promise boolean true",
  renewToken: "boolean false",
  setRoomExtraInfo: "promise result",
  sendBroadcastMessage: "promise result",
  sendBarrageMessage: "promise result",
  sendCustomCommand: "promise result",
  sendTransparentMessage: "promise rejected 1101003",
  createZegoStream: "promise object",
  createStream: "promise MediaStream",
  destroyStream: "undefined",
  setAudioConfig: "promise result",
  setCaptureVolume: "promise result",
  useAudioDevice: "promise result",
  useVideoDevice: "promise rejected 1103045",
  replaceTrack: "promise result",
  addTrack: "promise result",
  removeTrack: "promise result",
  muteMicrophone: "boolean true",
  isMicrophoneMuted: "boolean false",
  mutePublishStreamAudio: "boolean true",
  startMixingAudio: "boolean true",
  stopMixingAudio: "boolean true",
  setMixingAudioVolume: "boolean true",
  createAudioEffectPlayer: "threw 1101003",
  loadAudioEffect: "promise rejected 1101003",
  checkAudioTrackIsActive: "promise boolean true",
  createLocalStreamView: "object",
  createRemoteStreamView: "object",
  startPublishingStream: "boolean true",
  stopPublishingStream: "boolean true",
  updatePublishingStream: "promise result",
  setStreamExtraInfo: "promise result",
  startPlayingStream: "promise MediaStream",
  stopPlayingStream: "undefined",
  mutePlayStreamAudio: "promise boolean true",
  mutePlayStreamVideo: "promise boolean true",
  muteAllPlayAudioStreams: "promise boolean true",
  getPublishingStreamQuality: "object",
  getPlayingStreamQuality: "object",
  setAudioFrameCallback: "promise result",
  setCaptureAudioFrameCallback: "promise result",
  enumDevices: "promise object",
  getMicrophones: "promise list",
  getSpeakers: "promise list",
  getCameras: "promise list",
  useAudioOutputDevice: "promise boolean true",
  setSoundLevelDelegate: "undefined",
  enableAutoSwitchDevice: "undefined",
} satisfies Record<(typeof ENGINE_MEMBERS)[number], string>;

test("every member answers the documented kind", async () => {
  const tab = await site.open();
  const kinds = await tab.evaluate(async () => {
    const zg = new ZegoExpressEngine(appID, server);
    const kinds: Record<string, string> = {};

    const nameOf = (value: unknown): string => {
      if (typeof value === "boolean") return `boolean ${value}`;
      if (Array.isArray(value)) return "list";
      if (value instanceof MediaStream) return "MediaStream";
      if (value !== null && typeof value === "object" && "errorCode" in value) {
        return value.errorCode === 0 ? "result" : `result ${value.errorCode}`;
      }
      return value === null ? "null" : typeof value;
    };
    /** Calls a member and notes what came back; answers it. */
    const call = async <T>(name: string, make: () => T): Promise<Awaited<T>> => {
      let kind = "threw";
      try {
        const value = make();
        kind = value instanceof Promise ? "promise rejected" : "";
        const answer = await value;
        kinds[name] = value instanceof Promise ? `promise ${nameOf(answer)}` : nameOf(answer);
        return answer;
      } catch (error) {
        kinds[name] = `${kind} ${(error as { code?: number }).code ?? error}`;
        return undefined as Awaited<T>;
      }
    };

    const handler = () => {};
    await call("getVersion", () => zg.getVersion());
    await call("checkSystemRequirements", () => zg.checkSystemRequirements());
    await call("on", () => zg.on("roomStateUpdate", handler));
    await call("off", () => zg.off("roomStateUpdate", handler));
    await call("setLogConfig", () => zg.setLogConfig({ logLevel: "error" }));
    await call("setDebugVerbose", () => zg.setDebugVerbose(false));
    await call("setEngineConfig", () => zg.setEngineConfig({ room_retry_time: 60 }));
    await call("setRoomScenario", () => zg.setRoomScenario(6));
    await call("enableMultiRoom", () => zg.enableMultiRoom(false));
    await call("enableAutoSwitchDevice", () => zg.enableAutoSwitchDevice({ microphone: true }));
    await call("uploadLog", () => zg.uploadLog());
    await call("enumDevices", () => zg.enumDevices());
    const microphones = await call("getMicrophones", () => zg.getMicrophones());
    await call("getSpeakers", () => zg.getSpeakers());
    await call("getCameras", () => zg.getCameras());

    const user = { userID: "kinds", userName: "Kinds" };
    await call("loginRoom", () => zg.loginRoom("kinds-0", "", user, { userUpdate: true }));
    const room = "kinds-1";
    await call("switchRoom", () => zg.switchRoom("kinds-0", room, { isUserStatusNotify: true }));
    await call("getNetworkTimeInfo", () => zg.getNetworkTimeInfo());
    await call("renewToken", () => zg.renewToken("not a token", room));
    await call("setRoomExtraInfo", () => zg.setRoomExtraInfo(room, "key", "value"));
    await call("sendBroadcastMessage", () => zg.sendBroadcastMessage(room, "text"));
    await call("sendBarrageMessage", () => zg.sendBarrageMessage(room, "text"));
    await call("sendCustomCommand", () => zg.sendCustomCommand(room, "text", []));
    await call("sendTransparentMessage", () =>
      zg.sendTransparentMessage(room, {
        sendMode: 0,
        sendType: 0,
        content: new Uint8Array(1),
        recvUserList: [],
      }),
    );

    const audio = { camera: { video: false, audio: true } };
    const local = await call("createZegoStream", () => zg.createZegoStream(audio));
    const raw = await call("createStream", () => zg.createStream(audio));
    await call("createLocalStreamView", () => zg.createLocalStreamView(raw));
    await call("setAudioConfig", () => zg.setAudioConfig(local, { ANS: false }));
    await call("setCaptureVolume", () => zg.setCaptureVolume(local, 80));
    const input = microphones[0]?.deviceID ?? "";
    await call("useAudioDevice", () => zg.useAudioDevice(local, input));
    await call("useVideoDevice", () => zg.useVideoDevice(local, "camera"));
    await call("isMicrophoneMuted", () => zg.isMicrophoneMuted());
    await call("muteMicrophone", () => zg.muteMicrophone(false));
    await call("createAudioEffectPlayer", () => zg.createAudioEffectPlayer(local));
    await call("loadAudioEffect", () => zg.loadAudioEffect(1, "/effect.mp3"));
    await call("setCaptureAudioFrameCallback", () => zg.setCaptureAudioFrameCallback(local, null));

    await call("startPublishingStream", () => zg.startPublishingStream("kinds", local));
    const remote = await call("startPlayingStream", () => zg.startPlayingStream("kinds"));
    await call("createRemoteStreamView", () => zg.createRemoteStreamView(remote));
    await call("checkAudioTrackIsActive", () => zg.checkAudioTrackIsActive(local));
    await call("setStreamExtraInfo", () => zg.setStreamExtraInfo("kinds", "extra"));
    await call("updatePublishingStream", () => zg.updatePublishingStream(local, 1));
    await call("mutePublishStreamAudio", () => zg.mutePublishStreamAudio(local, false));
    const tone = helpers.tone();
    await tone.play();
    await call("startMixingAudio", () => zg.startMixingAudio("kinds", [tone]));
    await call("setMixingAudioVolume", () => zg.setMixingAudioVolume("kinds", 50, tone));
    await call("stopMixingAudio", () => zg.stopMixingAudio("kinds", [tone]));
    await call("mutePlayStreamAudio", () => zg.mutePlayStreamAudio("kinds", false));
    await call("mutePlayStreamVideo", () => zg.mutePlayStreamVideo("kinds", true));
    await call("muteAllPlayAudioStreams", () => zg.muteAllPlayAudioStreams(false));
    await call("setAudioFrameCallback", () => zg.setAudioFrameCallback("kinds", () => {}));
    await call("setSoundLevelDelegate", () => zg.setSoundLevelDelegate(true, 300));
    await call("useAudioOutputDevice", () => zg.useAudioOutputDevice(new Audio(), ""));
    const quality = ["publishQualityUpdate", "playQualityUpdate"];
    helpers.record(zg, quality);
    await helpers.until(
      () => quality.every((event) => helpers.calls(event).length),
      "quality figures of both",
    );
    await call("getPublishingStreamQuality", () => zg.getPublishingStreamQuality("kinds"));
    await call("getPlayingStreamQuality", () => zg.getPlayingStreamQuality("kinds"));

    const track = raw.getAudioTracks()[0] as MediaStreamTrack;
    await call("replaceTrack", () => zg.replaceTrack(local, track));
    await call("removeTrack", () => zg.removeTrack(local, track));
    await call("addTrack", () => zg.addTrack(local, track));
    await call("stopPlayingStream", () => zg.stopPlayingStream("kinds"));
    await call("stopPublishingStream", () => zg.stopPublishingStream("kinds"));
    await call("destroyStream", () => zg.destroyStream(local));
    await call("logoutRoom", () => zg.logoutRoom(room));
    await call("destroyEngine", () => zg.destroyEngine());
    return kinds;
  });
  expect(kinds).toEqual(KINDS);
  expect(Object.keys(KINDS).sort()).toEqual([...ENGINE_MEMBERS].sort());
});

test("calls outside the subset answer 1101003", async () => {
  const tab = await site.open();
  const codes = await tab.evaluate(async (members) => {
    const zg = new ZegoExpressEngine(appID, server);
    const answers: Record<string, number | undefined> = {};
    for (const member of members) {
      const call = () => Reflect.apply(Reflect.get(zg, member), zg, []);
      answers[member] = (await helpers.rejection(call))?.code;
    }
    return answers;
  }, OUTSIDE);
  expect(codes).toEqual(Object.fromEntries(OUTSIDE.map((member) => [member, 1101003])));
});

test("local streams and views have every documented member and event", async () => {
  const tab = await site.open();
  const lacking = await tab.evaluate(
    async ([getters, streamMembers, streamEvents, viewMembers, viewEvents]) => {
      const zg = new ZegoExpressEngine(appID, server);
      const local = await zg.createZegoStream({ camera: { video: false, audio: true } });
      const view = zg.createLocalStreamView(local.stream as MediaStream);
      const on = (target: object, event: string) =>
        Reflect.apply(Reflect.get(target, "on"), target, [event, () => {}]);
      return [
        ...getters.filter((name) => !(name in local)),
        ...streamMembers.filter((name) => typeof Reflect.get(local, name) !== "function"),
        ...viewMembers.filter((name) => typeof Reflect.get(view, name) !== "function"),
        ...streamEvents.filter((event) => on(local, event) !== true),
        ...viewEvents.filter((event) => on(view, event) !== true),
      ];
    },
    [
      LOCAL_STREAM_GETTERS,
      LOCAL_STREAM_MEMBERS,
      LOCAL_STREAM_EVENTS,
      STREAM_VIEW_MEMBERS,
      STREAM_VIEW_EVENTS,
    ] as const,
  );
  expect(lacking).toEqual([]);
});
