import { beforeEach, expect, test, vi } from "vitest";
import { Playing } from "../../src/engine/playing";
import type { PlayerState as StateObject } from "../../src/engine/types";
import { PlayerState, RemoteDeviceState } from "../../src/protocol/generated";
import { FakeClient, silentLog } from "./fake-client";

vi.mock("../../src/media/remote-stream", () => ({
  RemoteStream: class {
    mediaStream = { of: this };
    track = {};
    muted = false;
    ended = false;
    constructor(public receiver: unknown) {}
    setMuted(muted: boolean) {
      this.muted = muted;
    }
    moveTo(receiver: unknown) {
      this.receiver = receiver;
      this.track = {};
      return this.track;
    }
    end() {
      this.ended = true;
    }
  },
}));

let client: FakeClient;
let playing: Playing;
let states: StateObject[];

beforeEach(() => {
  client = new FakeClient();
  states = [];
  client.outbox.on("playerStateUpdate", (state) => states.push(state));
  playing = new Playing(client.asClient, silentLog());
});

function change(state: PlayerState, code = 0, streamId = "s"): void {
  playing.stateChanged({ kind: "playerStateUpdate", streamId, state, code, extendedData: {} });
}

function receive(streamId = "s"): object {
  const receiver = {};
  playing.startReceiving(streamId, receiver as RTCRtpReceiver);
  return receiver;
}

test("a play resolves when media can be attached", async () => {
  const play = playing.start("s");
  receive();
  change(PlayerState.PlayRequesting);
  change(PlayerState.Playing);
  expect(await play).toBe(playing.remote("s").mediaStream);
  expect(states.map(({ state }) => state)).toEqual(["PLAY_REQUESTING", "PLAYING"]);
});

test("a repeated play is refused, and the first goes on", async () => {
  const play = playing.start("s");
  await expect(playing.start("s")).rejects.toMatchObject({ errorCode: 1103049 });
  expect(states).toEqual([]);
  receive();
  change(PlayerState.Playing);
  await play;
});

test("outside a room there is nothing to play", async () => {
  client.roomId = undefined;
  await expect(playing.start("s")).rejects.toMatchObject({ code: 1000002 });
  expect(states).toMatchObject([{ streamID: "s", state: "NO_PLAY", errorCode: 1000002 }]);
  expect(client.orders).toEqual([]);
});

const BUDGETS: [string, number, number][] = [
  ["that never came", 1004002, 1104039],
  ["that was cut off", 1004020, 1104031],
];

test.each(BUDGETS)("a play of a stream %s runs out", async (_what, trouble, code) => {
  const play = playing.start("s");
  change(PlayerState.PlayRequesting, trouble);
  change(PlayerState.NoPlay, 1004020);
  await expect(play).rejects.toMatchObject({ code });
  expect(states).toMatchObject([{ errorCode: trouble }, { state: "NO_PLAY", errorCode: code }]);
});

test("a stop ends the tracks at once and rejects what is pending", async () => {
  const play = playing.start("s");
  receive();
  const remote = playing.remote("s");
  playing.stop("s");
  expect(remote).toMatchObject({ ended: true });
  change(PlayerState.NoPlay);
  await expect(play).rejects.toMatchObject({ name: "play_stopped" });
});

test("a logout rejects what is pending with an error, although the state has none", async () => {
  const play = playing.start("s");
  change(PlayerState.NoPlay);
  await expect(play).rejects.toMatchObject({ code: 1104044, errorCode: 1104044 });
  expect(states.at(-1)).toMatchObject({ state: "NO_PLAY", errorCode: 0 });
});

test("a stop and a start at once are two plays", async () => {
  const first = playing.start("s");
  playing.stop("s");
  const second = playing.start("s");
  change(PlayerState.NoPlay);
  change(PlayerState.PlayRequesting);
  receive();
  change(PlayerState.Playing);
  await expect(first).rejects.toMatchObject({ name: "play_stopped" });
  await expect(second).resolves.toBe(playing.remote("s").mediaStream);
});

test("a play that moves keeps the application's stream and tells its track", async () => {
  const tracks: unknown[] = [];
  client.outbox.on("playerAudioTrackUpdate", (_id, track) => tracks.push(track));
  const play = playing.start("s");
  receive();
  change(PlayerState.Playing);
  const stream = await play;
  const receiver = receive();
  await client.settled();
  expect(playing.remote("s")).toMatchObject({ mediaStream: stream, receiver });
  expect(tracks).toEqual([playing.remote("s").track]);
});

test("mutes hold for one play, or for all and later ones", async () => {
  expect(playing.mute("s", true)).toBe(false);
  playing.muteAll(true);
  void playing.start("s");
  receive();
  expect(playing.remote("s").muted).toBe(true);
  playing.mute("s", false);
  expect(playing.remote("s").muted).toBe(false);
  void playing.start("quiet", { audio: false });
  receive("quiet");
  expect(playing.remote("quiet").muted).toBe(true);
});

test("packets are expected of what plays and is captured", () => {
  void playing.start("s");
  receive();
  change(PlayerState.Playing);
  expect(client.expected.at(-1)).toBe(1);
  playing.micChanged("s", RemoteDeviceState.Mute);
  expect(client.expected.at(-1)).toBe(1);
  playing.micChanged("s", RemoteDeviceState.Disable);
  expect(client.expected.at(-1)).toBe(0);
});
