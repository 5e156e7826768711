/**
 * The documented calls as applications write them, each with the type of its result. It is
 * compiled and never run: a wrong argument order or result kind fails the type check.
 */
import { expectTypeOf } from "vitest";
import {
  type CallResult,
  type DeviceInfo,
  type PlayQuality,
  type PublishQuality,
  type SystemRequirements,
  ZegoExpressEngine,
  type ZegoLocalStream,
  type ZegoStreamView,
} from "../../src/index";

declare const media: HTMLAudioElement;
declare const track: MediaStreamTrack;
declare const raw: MediaStream;
declare const local: ZegoLocalStream;

export function engine(): void {
  new ZegoExpressEngine(1, "wss://host.example/ws", { scenario: 3 });
  new ZegoExpressEngine(1, ["wss://host.example/ws"]);
  new ZegoExpressEngine(1, null);
  const zg = new ZegoExpressEngine(1, undefined);
  // @ts-expect-error The server may be anything, but it must be there.
  new ZegoExpressEngine(1);
  expectTypeOf(ZegoExpressEngine.version).toEqualTypeOf<string>();
  expectTypeOf(zg.getVersion()).toEqualTypeOf<string>();
  expectTypeOf(zg.checkSystemRequirements()).toEqualTypeOf<Promise<SystemRequirements>>();
  expectTypeOf(zg.checkSystemRequirements("camera", 1)).toEqualTypeOf<
    Promise<SystemRequirements>
  >();
  expectTypeOf(zg.on("roomStateUpdate", async () => {})).toEqualTypeOf<boolean>();
  expectTypeOf(zg.off("roomStateUpdate")).toEqualTypeOf<boolean>();
  expectTypeOf(
    zg.setLogConfig({
      logLevel: "debug",
      remoteLogLevel: "disable",
      logURL: "",
      logCount: 1,
      logSize: 1,
    }),
  ).toEqualTypeOf<boolean>();
  expectTypeOf(zg.setDebugVerbose(false)).toEqualTypeOf<void>();
  expectTypeOf(zg.setEngineConfig({ room_retry_time: 9, av_retry_time: 9 })).toEqualTypeOf<void>();
  expectTypeOf(zg.setRoomScenario(6)).toEqualTypeOf<boolean>();
  expectTypeOf(zg.enableMultiRoom(false)).toEqualTypeOf<boolean>();
  expectTypeOf(zg.getNetworkTimeInfo()).toEqualTypeOf<{
    timestamp: number;
    maxDeviation: number;
  }>();
  expectTypeOf(zg.uploadLog()).toEqualTypeOf<Promise<CallResult>>();
  expectTypeOf(zg.destroyEngine()).toEqualTypeOf<void>();
}

export function rooms(zg: ZegoExpressEngine): void {
  const user = { userID: "u", userName: "U" };
  expectTypeOf(zg.loginRoom("r", "", { userID: "u" })).toEqualTypeOf<Promise<boolean>>();
  expectTypeOf(zg.loginRoom("r", "t", user, { userUpdate: true, maxMemberCount: 5 })).toEqualTypeOf<
    Promise<boolean>
  >();
  expectTypeOf(zg.logoutRoom()).toEqualTypeOf<void>();
  expectTypeOf(zg.logoutRoom("r")).toEqualTypeOf<void>();
  expectTypeOf(
    zg.switchRoom("a", "b", { token: "t", maxMemberCount: 5, isUserStatusNotify: true }),
  ).toEqualTypeOf<Promise<boolean>>();
  expectTypeOf(zg.renewToken("t", "r")).toEqualTypeOf<boolean>();
  expectTypeOf(zg.setRoomExtraInfo("r", "k", "v")).toExtend<Promise<CallResult>>();
  expectTypeOf(zg.sendBroadcastMessage("r", "m")).toExtend<Promise<CallResult>>();
  expectTypeOf(zg.sendBarrageMessage("r", "m")).toExtend<Promise<CallResult>>();
  expectTypeOf(zg.sendCustomCommand("r", "m", ["u"])).toExtend<Promise<CallResult>>();
  const content = new Uint8Array();
  expectTypeOf(
    zg.sendTransparentMessage("r", { sendMode: 0, sendType: 0, content, recvUserList: [] }),
  ).toExtend<Promise<CallResult>>();
}

export function localStreams(zg: ZegoExpressEngine): void {
  const made = expectTypeOf<Promise<ZegoLocalStream>>();
  made.toEqualTypeOf(zg.createZegoStream());
  made.toEqualTypeOf(zg.createZegoStream({}));
  made.toEqualTypeOf(zg.createZegoStream({ camera: { video: false, audio: true } }));
  made.toEqualTypeOf(
    zg.createZegoStream({ camera: { video: { input: "c", quality: 2 }, audio: { AEC: true } } }),
  );
  made.toEqualTypeOf(zg.createZegoStream({ custom: { audio: { source: media } } }));
  expectTypeOf(
    zg.createStream({ camera: { audio: true, video: false, audioBitrate: 48, ANS: true } }),
  ).toEqualTypeOf<Promise<MediaStream>>();
  expectTypeOf(zg.createStream({ custom: { source: raw } })).toEqualTypeOf<Promise<MediaStream>>();
  expectTypeOf(zg.destroyStream(local)).toEqualTypeOf<void>();
  expectTypeOf(zg.destroyStream(raw)).toEqualTypeOf<void>();

  const result = expectTypeOf<Promise<CallResult>>();
  result.toEqualTypeOf(zg.setAudioConfig(local, { ANS: true, AGC: true, AEC: true }));
  result.toEqualTypeOf(zg.setCaptureVolume(local, 50));
  result.toEqualTypeOf(zg.useAudioDevice(raw, "d"));
  result.toEqualTypeOf(zg.useVideoDevice(raw, "d"));
  result.toEqualTypeOf(zg.replaceTrack(local, track));
  result.toEqualTypeOf(zg.addTrack(local, track));
  result.toEqualTypeOf(zg.removeTrack(local, track));

  const answer = expectTypeOf<boolean>();
  answer.toEqualTypeOf(zg.muteMicrophone(true));
  answer.toEqualTypeOf(zg.isMicrophoneMuted());
  answer.toEqualTypeOf(zg.mutePublishStreamAudio(local));
  answer.toEqualTypeOf(zg.mutePublishStreamAudio(local, false));
  answer.toEqualTypeOf(zg.startMixingAudio("s", [media]));
  answer.toEqualTypeOf(zg.startMixingAudio(local, [media]));
  answer.toEqualTypeOf(zg.stopMixingAudio("s"));
  answer.toEqualTypeOf(zg.stopMixingAudio("s", [media]));
  answer.toEqualTypeOf(zg.setMixingAudioVolume("s", 50, media));
  expectTypeOf(zg.checkAudioTrackIsActive(local)).toEqualTypeOf<Promise<boolean>>();
  expectTypeOf(zg.createLocalStreamView(raw)).toEqualTypeOf<ZegoStreamView>();
  expectTypeOf(zg.createRemoteStreamView(raw)).toEqualTypeOf<ZegoStreamView>();
}

export function publishAndPlay(zg: ZegoExpressEngine): void {
  expectTypeOf(zg.startPublishingStream("s", local)).toEqualTypeOf<boolean>();
  expectTypeOf(
    zg.startPublishingStream("s", raw, { extraInfo: "x", videoCodec: "VP8", roomID: "r" }),
  ).toEqualTypeOf<boolean>();
  expectTypeOf(zg.stopPublishingStream("s")).toEqualTypeOf<boolean>();
  expectTypeOf(zg.updatePublishingStream(local, 1)).toEqualTypeOf<Promise<CallResult>>();
  expectTypeOf(zg.setStreamExtraInfo("s", "x")).toEqualTypeOf<Promise<CallResult>>();
  expectTypeOf(zg.startPlayingStream("s")).toEqualTypeOf<Promise<MediaStream>>();
  expectTypeOf(
    zg.startPlayingStream("s", { video: false, audio: true, resourceMode: 2 }),
  ).toEqualTypeOf<Promise<MediaStream>>();
  expectTypeOf(zg.stopPlayingStream("s")).toEqualTypeOf<void>();
  expectTypeOf(zg.mutePlayStreamAudio("s", true)).toEqualTypeOf<Promise<boolean>>();
  expectTypeOf(zg.mutePlayStreamVideo("s", true)).toEqualTypeOf<Promise<boolean>>();
  expectTypeOf(zg.muteAllPlayAudioStreams(true)).toEqualTypeOf<Promise<boolean>>();
  expectTypeOf(zg.getPublishingStreamQuality("s")).toEqualTypeOf<PublishQuality | null>();
  expectTypeOf(zg.getPlayingStreamQuality("s")).toEqualTypeOf<PlayQuality | null>();
  zg.setAudioFrameCallback("s", ({ channels, channelCount, sampleRate }) => {
    expectTypeOf(channels).toEqualTypeOf<Float32Array[] | Int16Array[]>();
    expectTypeOf(channelCount + sampleRate).toEqualTypeOf<number>();
  });
  zg.setCaptureAudioFrameCallback(local, null, { frameSize: 256, bitDepth: 16 });
}

export function devices(zg: ZegoExpressEngine): void {
  expectTypeOf(zg.enumDevices()).toEqualTypeOf<
    Promise<{ microphones: DeviceInfo[]; speakers: DeviceInfo[]; cameras: DeviceInfo[] }>
  >();
  expectTypeOf(zg.getMicrophones()).toEqualTypeOf<Promise<DeviceInfo[]>>();
  expectTypeOf(zg.getSpeakers()).toEqualTypeOf<Promise<DeviceInfo[]>>();
  expectTypeOf(zg.getCameras()).toEqualTypeOf<Promise<DeviceInfo[]>>();
  expectTypeOf(zg.useAudioOutputDevice(media, "d")).toEqualTypeOf<Promise<boolean>>();
  expectTypeOf(zg.setSoundLevelDelegate(true)).toEqualTypeOf<void>();
  expectTypeOf(
    zg.setSoundLevelDelegate(true, 300, { enableInBackground: true }),
  ).toEqualTypeOf<void>();
  expectTypeOf(zg.enableAutoSwitchDevice({ microphone: true })).toEqualTypeOf<void>();
}
