import { describe, expect, it } from "vitest";
import { microphoneConstraints, planStream, planZegoStream } from "../../src/media/capture-plan";

const source = { fake: "stream" } as unknown as MediaStream;
const microphone = (options = {}) => ({ kind: "microphone", options });
const cameraOf = (options = {}) => ({ kind: "camera", options });
const SHAPE = { width: 640, height: 480, frameRate: 15, bitrate: 800 };

describe("createZegoStream", () => {
  it.each([
    ["nothing", undefined],
    ["no source", {}],
    ["a bitrate alone", { audioBitrate: 48 }],
    ["a camera", { camera: { video: true } }],
  ])("captures microphone and camera with %s", (_, options) => {
    expect(planZegoStream(options)).toEqual({
      audio: microphone(),
      video: cameraOf(),
      videoShape: SHAPE,
      audioBitrate: 48,
      autoCapture: true,
    });
  });

  it.each([
    ["an empty camera group", { camera: {} }],
    ["audio alone", { camera: { video: false, audio: true } }],
    ["options of the microphone", { camera: { audio: {} } }],
  ])("captures the microphone, and no camera, with %s", (_, options) => {
    expect(planZegoStream(options)).toMatchObject({ audio: microphone(), video: null });
  });

  it("hands the options on", () => {
    const audio = { input: "usb", channelCount: 2 as const, ANS: false };
    const video = { input: "front", quality: 3 as const };
    const options = { camera: { audio, video }, audioBitrate: 64, autoCapture: false };
    expect(planZegoStream(options)).toEqual({
      audio: microphone(audio),
      video: cameraOf(video),
      videoShape: { width: 1280, height: 720, frameRate: 20, bitrate: 1500 },
      audioBitrate: 64,
      autoCapture: false,
    });
  });

  it("takes pictures of the page's own", () => {
    const plan = planZegoStream({ camera: {}, custom: { video: { source } } });
    expect(plan).toMatchObject({ audio: microphone(), video: { kind: "custom", source } });
  });

  it("takes the screen, with its sound where that is asked for", () => {
    const options = { frameRate: 5 };
    expect(planZegoStream({ screen: { video: options, audio: true } })).toMatchObject({
      audio: { kind: "screen" },
      video: { kind: "screen", options, audio: true },
      videoShape: { width: 0, height: 0, frameRate: 5, bitrate: 1500 },
    });
    expect(planZegoStream({ screen: {} })).toMatchObject({
      audio: null,
      video: { kind: "screen", options: {}, audio: false },
    });
    expect(planZegoStream({ screen: { video: true }, camera: { audio: true } })).toMatchObject({
      audio: microphone(),
      video: { kind: "screen", audio: false },
    });
  });

  it("makes a silent stream where no audio is asked for", () => {
    expect(planZegoStream({ camera: { video: true, audio: false } }).audio).toBeNull();
    expect(planZegoStream({ custom: { video: { source } } }).audio).toBeNull();
  });

  it("takes audio of the page's own", () => {
    const custom = { audio: { source } };
    expect(planZegoStream({ custom }).audio).toEqual({ kind: "custom", source });
    expect(planZegoStream({ camera: { video: true }, custom }).audio).toEqual({
      kind: "custom",
      source,
    });
  });

  it.each([
    { camera: { audio: true }, custom: { audio: { source } } },
    { camera: { video: true }, custom: { video: { source } } },
    { camera: { audio: true }, screen: { audio: true } },
    { screen: { video: false, audio: true } },
    { custom: { audio: { source: null as unknown as MediaStream } } },
    { audioBitrate: -1 },
    { audioBitrate: Number.NaN },
  ])("refuses %j", (options) => {
    expect(() => planZegoStream(options)).toThrow(expect.objectContaining({ code: 1_100_001 }));
  });
});

describe("createStream", () => {
  it("captures the microphone unless told otherwise", () => {
    expect(planStream().audio).toEqual(microphone());
    expect(planStream({ camera: { video: false } }).audio).toEqual(microphone());
    expect(planStream({ camera: { audio: false } }).audio).toBeNull();
  });

  it("takes the options of its time", () => {
    const camera = { audioInput: "usb", audioBitrate: 32, channelCount: 1 as const, AEC: true };
    expect(planStream({ camera })).toMatchObject({
      audio: microphone({ input: "usb", channelCount: 1, AEC: true }),
      video: cameraOf(),
      audioBitrate: 32,
    });
    const older = { video: true, videoInput: "front", videoQuality: 1 };
    expect(planStream({ camera: older })).toMatchObject({
      video: cameraOf({ input: "front", quality: 1 }),
      videoShape: { width: 320, height: 240, frameRate: 15, bitrate: 300 },
    });
    expect(planStream({ camera: { video: false } }).video).toBeNull();
    expect(planStream({ custom: { source, audioBitrate: 96 } })).toMatchObject({
      audio: { kind: "custom", source },
      video: null,
      audioBitrate: 96,
    });
  });

  it("refuses two groups", () => {
    expect(() => planStream({ camera: {}, custom: { source } })).toThrow(
      expect.objectContaining({ code: 1_100_001 }),
    );
  });

  it("takes the screen", () => {
    expect(planStream({ screen: true })).toMatchObject({ audio: null, video: { kind: "screen" } });
    expect(planStream({ screen: { audio: true } }).audio).toEqual({ kind: "screen" });
  });
});

describe("a microphone's constraints", () => {
  it("leave to the browser what is not asked for", () => {
    expect(microphoneConstraints({})).toEqual({ channelCount: 1 });
    expect(microphoneConstraints({ input: "" })).toEqual({ channelCount: 1 });
  });

  it("name the device exactly", () => {
    expect(
      microphoneConstraints({ input: "usb", channelCount: 2, AEC: false, ANS: true, AGC: false }),
    ).toEqual({
      deviceId: { exact: "usb" },
      channelCount: 2,
      echoCancellation: false,
      noiseSuppression: true,
      autoGainControl: false,
    });
  });
});
