import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LocalStreams } from "../../src/media/local-streams";

/** A track that can be cloned, stopped and cut off. */
class FakeTrack extends EventTarget {
  kind = "audio";
  enabled = true;
  readyState = "live";
  clone(): FakeTrack {
    return new FakeTrack();
  }
  stop(): void {
    this.readyState = "ended";
  }
  getSettings() {
    return { deviceId: "mic" };
  }
  cutOff(): void {
    this.stop();
    this.dispatchEvent(new Event("ended"));
  }
}

class FakeMediaStream {
  readonly #tracks: FakeTrack[];
  constructor(tracks: FakeTrack[] = []) {
    this.#tracks = [...tracks];
  }
  getTracks(): FakeTrack[] {
    return [...this.#tracks];
  }
  getAudioTracks(): FakeTrack[] {
    return this.getTracks();
  }
  addTrack(track: FakeTrack): void {
    this.#tracks.push(track);
  }
  removeTrack(track: FakeTrack): void {
    this.#tracks.splice(this.#tracks.indexOf(track), 1);
  }
}

const MICROPHONE = { camera: { video: false } };
/** Captures that wait for the user's permission. */
let asked: ((stream: FakeMediaStream) => void)[];
let captureEnded: ReturnType<typeof vi.fn>;
let streams: LocalStreams;

beforeEach(() => {
  asked = [];
  vi.stubGlobal("MediaStream", FakeMediaStream);
  vi.stubGlobal("HTMLMediaElement", class {});
  const getUserMedia = () => new Promise((resolve) => asked.push(resolve));
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia } });
  captureEnded = vi.fn();
  streams = new LocalStreams({ captureEnded, screenEnded: vi.fn() });
});

afterEach(() => vi.unstubAllGlobals());

async function permit(): Promise<FakeTrack> {
  await vi.waitFor(() => expect(asked).not.toHaveLength(0));
  const track = new FakeTrack();
  asked.shift()?.(new FakeMediaStream([track]));
  return track;
}

test("a microphone that is muted while the user is asked is silent from its beginning", async () => {
  const made = streams.create(MICROPHONE);
  streams.muteMicrophone(true);
  const track = await permit();
  expect((await made).muted).toBe(true);
  expect(track.enabled).toBe(false);
});

test("a destroyed engine captures nothing, although the user permits it afterwards", async () => {
  const made = streams.create(MICROPHONE);
  streams.close();
  const track = await permit();
  await expect(made).rejects.toMatchObject({ code: 1101000 });
  expect(track.readyState).toBe("ended");
  await expect(streams.create(MICROPHONE)).rejects.toMatchObject({ code: 1101000 });
  expect(asked).toEqual([]);
});

test("a microphone that is cut off is told, a page's own source is not", async () => {
  const made = streams.create(MICROPHONE);
  const track = await permit();
  const local = await made;
  track.cutOff();
  expect(captureEnded).toHaveBeenCalledExactlyOnceWith(local, track);
  const source = new FakeMediaStream([new FakeTrack()]) as unknown as MediaStream;
  const custom = await streams.create({ custom: { audio: { source } } });
  (custom.captureTrack as unknown as FakeTrack).cutOff();
  expect(captureEnded).toHaveBeenCalledOnce();
});

test("what is captured stays one stream when the device changes", async () => {
  const made = streams.create(MICROPHONE);
  const first = await permit();
  const local = await made;
  const captured = local.audioCaptureStream;
  const change = local.sound.useDevice("other");
  const second = await permit();
  await change;
  expect(local.audioCaptureStream).toBe(captured);
  expect(captured?.getTracks()).toEqual([second]);
  expect([first.readyState, second.readyState]).toEqual(["ended", "live"]);
  await local.stopCaptureAudio();
  expect(local.audioCaptureStream).toBeNull();
});

test("missing arguments are errors with a number", async () => {
  const local = await streams.create({ camera: { video: false, audio: false } });
  await expect(local.startCaptureCustomAudio(undefined as never)).rejects.toMatchObject({
    code: 1100001,
  });
  await expect(local.sound.configure(undefined as never)).rejects.toMatchObject({ code: 1103046 });
});
