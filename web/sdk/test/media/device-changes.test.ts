import { describe, expect, it } from "vitest";
import {
  deviceChanges,
  deviceListOf,
  type ListedDevice,
  replacement,
} from "../../src/media/device-changes";

const device = (kind: MediaDeviceKind, deviceId: string, label = deviceId): ListedDevice => ({
  kind,
  deviceId,
  label,
});
const info = (deviceID: string) => ({ deviceName: deviceID, deviceID });
const list = (...devices: ListedDevice[]) => deviceListOf(devices);

describe("device lists", () => {
  it("sort devices by their use", () => {
    expect(
      list(device("audioinput", "m"), device("audiooutput", "s"), device("videoinput", "c")),
    ).toEqual({ microphones: [info("m")], speakers: [info("s")], cameras: [info("c")] });
  });
});

describe("device changes", () => {
  it("tell what came and went", () => {
    const before = list(device("audioinput", "a"), device("audiooutput", "s"));
    const after = list(device("audioinput", "b"), device("audiooutput", "s"));
    expect(deviceChanges(before, after)).toEqual([
      { update: "DELETE", kind: "Input", device: info("a") },
      { update: "ADD", kind: "Input", device: info("b") },
    ]);
    expect(deviceChanges(after, list(device("audioinput", "b")))).toEqual([
      { update: "DELETE", kind: "Output", device: info("s") },
    ]);
  });

  it("are none when a permission reveals names", () => {
    const before = list(device("audioinput", ""), device("videoinput", ""));
    const after = list(device("audioinput", "a"), device("audioinput", "b"));
    expect(deviceChanges(before, after)).toEqual([]);
    expect(deviceChanges(after, before)).toEqual([]);
  });

  it("do not count the names of the system's choice", () => {
    const before = list(device("audioinput", "default"), device("audioinput", "a"));
    const after = list(device("audioinput", "a"), device("audioinput", "communications"));
    expect(deviceChanges(before, after)).toEqual([]);
  });
});

describe("a replacement", () => {
  it("is the system's choice, else another device", () => {
    expect(replacement([info("a"), info("default")], "a")).toBe("default");
    expect(replacement([info("a"), info("b")], "a")).toBe("b");
    expect(replacement([info("a")], "a")).toBeUndefined();
    expect(replacement([info("")], "a")).toBeUndefined();
  });
});
