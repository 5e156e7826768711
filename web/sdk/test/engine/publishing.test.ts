import { beforeEach, expect, test } from "vitest";
import { Publishing } from "../../src/engine/publishing";
import type { PublisherState as StateObject } from "../../src/engine/types";
import type { LocalStreams } from "../../src/media";
import { foreignStream } from "../../src/media/media-error";
import { PublisherState, RemoteDeviceState } from "../../src/protocol/generated";
import { FakeClient, silentLog } from "./fake-client";

interface FakeLocal {
  sendTrack: object | null;
  muted: boolean;
  audioBitrate: number;
  pictures: { track: object | null; muted: boolean };
  onSendTrackChanged?: (() => void) | undefined;
}

/** A sending slot that remembers what it sends. */
class FakeSender {
  track: unknown = null;
  bitrate: number | undefined;
  async replaceTrack(track: unknown): Promise<void> {
    this.track = track;
  }
  getParameters() {
    return { encodings: [{ maxBitrate: undefined }] };
  }
  async setParameters({ encodings }: { encodings: { maxBitrate?: number }[] }): Promise<void> {
    this.bitrate = encodings[0]?.maxBitrate;
  }
}

let client: FakeClient;
let publishing: Publishing;
let states: StateObject[];
let local: FakeLocal;

beforeEach(() => {
  client = new FakeClient();
  states = [];
  client.outbox.on("publisherStateUpdate", (state) => states.push(state));
  const pictures = { track: null, muted: true };
  local = { sendTrack: { name: "track" }, muted: false, audioBitrate: 48, pictures };
  const streams = {
    of(stream: unknown) {
      if (typeof stream === "object" && stream !== null && "audioBitrate" in stream) return stream;
      throw foreignStream();
    },
  };
  publishing = new Publishing(client.asClient, streams as unknown as LocalStreams, silentLog());
});

function start(streamId: string, stream: unknown = local): boolean {
  return publishing.start(streamId, stream as never);
}

function change(channel: 0 | 1, streamId: string, state: PublisherState, code = 0): void {
  const event = { kind: "publisherStateUpdate", extendedData: {} } as const;
  publishing.stateChanged({ ...event, channel, streamId, state, code });
}

function startSending(channel: number): FakeSender {
  const sender = new FakeSender();
  publishing.startSending(channel, sender as unknown as RTCRtpSender, Promise.resolve());
  return sender;
}

test("each stream takes a channel of its own, and a fifth is refused", async () => {
  expect(["a", "b", "c", "d", "e"].map((id) => start(id))).toEqual([true, true, true, true, false]);
  expect(client.orders).toMatchObject([0, 1, 2, 3].map((channel) => ({ channel })));
  await client.settled();
  expect(states).toMatchObject([{ streamID: "e", state: "NO_PUBLISH", errorCode: 1003023 }]);
});

test("refusals answer false and tell why", async () => {
  start("a");
  expect(start("a")).toBe(false);
  expect(start("b", {})).toBe(false);
  expect(start("a b")).toBe(false);
  client.roomId = undefined;
  expect(start("c")).toBe(false);
  await client.settled();
  expect(states.map(({ streamID, state, errorCode }) => [streamID, state, errorCode])).toEqual([
    ["a", "PUBLISH_REQUESTING", 1103056],
    ["b", "NO_PUBLISH", 1103044],
    ["a b", "NO_PUBLISH", 1000016],
    ["c", "NO_PUBLISH", 1000002],
  ]);
});

test("the slot carries the stream's track from start to stop, at its bitrate", async () => {
  start("a");
  const sender = startSending(0);
  await client.settled();
  expect(sender.track).toBe(local.sendTrack);
  expect(sender.bitrate).toBe(48_000);
  local.sendTrack = { name: "another" };
  local.onSendTrackChanged?.();
  expect(sender.track).toBe(local.sendTrack);
  expect(publishing.stop("a")).toBe(true);
  expect(sender.track).toBeNull();
  expect(local.onSendTrackChanged).toBeUndefined();
  expect(publishing.stop("a")).toBe(false);
});

test("a publish moves to another slot", () => {
  start("a");
  const former = startSending(0);
  const next = startSending(0);
  expect([former.track, next.track]).toEqual([null, local.sendTrack]);
});

test("a stop and a start at once are two publishes", async () => {
  start("a");
  publishing.stop("a");
  start("a");
  change(0, "a", PublisherState.NoPublish);
  change(0, "a", PublisherState.PublishRequesting);
  change(0, "a", PublisherState.Publishing);
  const sender = startSending(0);
  expect(sender.track).toBe(local.sendTrack);
  expect(publishing.qualitySources()).toHaveLength(1);
});

test("a publish that the server ends is gone", () => {
  start("a");
  const sender = startSending(0);
  change(0, "a", PublisherState.NoPublish, 1003028);
  expect(sender.track).toBeNull();
  expect(publishing.busy).toBe(false);
  expect(start("a")).toBe(true);
});

test("others are told of the microphone", () => {
  start("a");
  local.muted = true;
  publishing.mutesChanged();
  local.sendTrack = null;
  publishing.mutesChanged();
  expect(client.orders).toMatchObject([
    { kind: "startPublishing", micState: RemoteDeviceState.Open },
    { kind: "setMicState", channel: 0, state: RemoteDeviceState.Mute },
    { kind: "setMicState", channel: 0, state: RemoteDeviceState.Disable },
  ]);
});
