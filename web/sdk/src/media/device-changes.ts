/** What was plugged in and out between two lists of devices. Pure. */

import type { DeviceInfo, DeviceList } from "../engine/types";

/** One device that came or went. */
export interface DeviceChange {
  update: "ADD" | "DELETE";
  kind: "Input" | "Output" | "Camera";
  device: DeviceInfo;
}

/** What the browser's own list holds that matters here. */
export type ListedDevice = Pick<MediaDeviceInfo, "kind" | "deviceId" | "label">;

/** Names for "whatever the system uses": they stand beside the device itself. */
const ALIASES = ["default", "communications"];

/** The browser's list in this SDK's shape. */
export function deviceListOf(devices: ListedDevice[]): DeviceList {
  const of = (kind: MediaDeviceKind): DeviceInfo[] =>
    devices
      .filter((device) => device.kind === kind)
      .map(({ label, deviceId }) => ({ deviceName: label, deviceID: deviceId }));
  return { microphones: of("audioinput"), speakers: of("audiooutput"), cameras: of("videoinput") };
}

/**
 * What came and went. Before a permission is granted a browser lists one nameless device of a
 * kind; the real ones that follow were there all the time and are no change.
 */
export function deviceChanges(before: DeviceList, after: DeviceList): DeviceChange[] {
  return [
    ...changes("Input", before.microphones, after.microphones),
    ...changes("Output", before.speakers, after.speakers),
    ...changes("Camera", before.cameras, after.cameras),
  ];
}

/** Whether the list holds a device. */
export function holds(devices: DeviceInfo[], deviceID: string): boolean {
  return devices.some((device) => device.deviceID === deviceID);
}

/** What to capture from when a microphone vanished: the system's choice, else any other. */
export function replacement(microphones: DeviceInfo[], vanished: string): string | undefined {
  const rest = microphones.filter(({ deviceID }) => deviceID !== "" && deviceID !== vanished);
  return (rest.find(({ deviceID }) => deviceID === "default") ?? rest[0])?.deviceID;
}

function changes(
  kind: DeviceChange["kind"],
  before: DeviceInfo[],
  after: DeviceInfo[],
): DeviceChange[] {
  if ([...before, ...after].some(({ deviceID }) => deviceID === "")) return [];
  const real = (devices: DeviceInfo[]) =>
    devices.filter(({ deviceID }) => !ALIASES.includes(deviceID));
  const [old, fresh] = [real(before), real(after)];
  const gone = old.filter(({ deviceID }) => !holds(fresh, deviceID));
  const come = fresh.filter(({ deviceID }) => !holds(old, deviceID));
  return [
    ...gone.map((device) => ({ update: "DELETE" as const, kind, device })),
    ...come.map((device) => ({ update: "ADD" as const, kind, device })),
  ];
}
