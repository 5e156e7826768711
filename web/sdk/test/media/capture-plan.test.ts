import { describe, expect, it } from "vitest";
import { microphoneConstraints, planStream, planZegoStream } from "../../src/media/capture-plan";

const source = { fake: "stream" } as unknown as MediaStream;
const microphone = (options = {}) => ({ kind: "microphone", options });

describe("createZegoStream", () => {
  it.each([
    ["nothing", undefined],
    ["no source", {}],
    ["a bitrate alone", { audioBitrate: 48 }],
    ["a camera", { camera: { video: true } }],
    ["an empty camera group", { camera: {} }],
    ["audio alone", { camera: { video: false, audio: true } }],
    ["video of the page's own", { camera: {}, custom: { video: { source } } }],
  ])("captures the microphone with %s", (_, options) => {
    expect(planZegoStream(options)).toEqual({
      audio: microphone(),
      audioBitrate: 48,
      autoCapture: true,
    });
  });

  it("hands the microphone's options on", () => {
    const audio = { input: "usb", channelCount: 2 as const, ANS: false };
    const plan = planZegoStream({ camera: { audio }, audioBitrate: 64, autoCapture: false });
    expect(plan).toEqual({ audio: microphone(audio), audioBitrate: 64, autoCapture: false });
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
    { custom: { audio: { source: null as unknown as MediaStream } } },
    { audioBitrate: -1 },
    { audioBitrate: Number.NaN },
  ])("refuses %j", (options) => {
    expect(() => planZegoStream(options)).toThrow(expect.objectContaining({ code: 1_100_001 }));
  });

  it("has no screens", () => {
    expect(() => planZegoStream({ screen: {} })).toThrow(
      expect.objectContaining({ code: 1_101_003 }),
    );
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
    expect(planStream({ camera })).toEqual({
      audio: microphone({ input: "usb", channelCount: 1, AEC: true }),
      audioBitrate: 32,
      autoCapture: true,
    });
    expect(planStream({ custom: { source, audioBitrate: 96 } })).toEqual({
      audio: { kind: "custom", source },
      audioBitrate: 96,
      autoCapture: true,
    });
  });

  it("refuses two groups, and screens", () => {
    expect(() => planStream({ camera: {}, custom: { source } })).toThrow(
      expect.objectContaining({ code: 1_100_001 }),
    );
    expect(() => planStream({ screen: true })).toThrow(
      expect.objectContaining({ code: 1_101_003 }),
    );
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
