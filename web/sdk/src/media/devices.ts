/** The devices of this computer: lists, hot-plug, and what to do when one vanishes. */

import { ExpressError } from "../engine/errors";
import type { DeviceInfo, DeviceList } from "../engine/types";
import { deviceChanges, deviceListOf, holds, replacement } from "./device-changes";
import type { Emit } from "./emit";
import type { LocalStream, LocalStreamOwner } from "./local-stream";
import { insecureError, MediaCode } from "./media-error";

const NONE: DeviceList = { microphones: [], speakers: [], cameras: [] };

/**
 * Lists devices, and reports `audioDeviceStateChanged`, `videoDeviceStateChanged` and
 * `deviceError`. Never asks for a permission: names and hot-plugs are known once one is granted.
 */
export class Devices implements LocalStreamOwner {
  readonly #emit: Emit;
  #known: DeviceList = NONE;
  #listening = false;
  /** Whether another device takes the place of one that is gone. */
  #switches = { microphone: false, camera: false };

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  /** Starts to watch for hot-plugs. */
  start(): void {
    if (this.#listening || typeof navigator === "undefined" || !navigator.mediaDevices) return;
    this.#listening = true;
    navigator.mediaDevices.addEventListener("devicechange", this.#onChange);
    this.refresh();
  }

  /** Watches no more. */
  stop(): void {
    this.#listening = false;
    if (typeof navigator === "undefined") return;
    navigator.mediaDevices?.removeEventListener("devicechange", this.#onChange);
  }

  /** Takes notice of the devices as they are, without events: after a permission was granted. */
  refresh(): void {
    this.enumerate().then(
      (devices) => {
        this.#known = devices;
      },
      () => undefined,
    );
  }

  /** All devices. Names may be empty before a permission was granted. */
  async enumerate(): Promise<DeviceList> {
    if (!navigator.mediaDevices?.enumerateDevices) throw insecureError();
    try {
      return deviceListOf(await navigator.mediaDevices.enumerateDevices());
    } catch (cause) {
      throw new ExpressError({
        code: MediaCode.Enumerate,
        name: "enumerate_devices",
        message: `The browser did not list its devices: ${(cause as Error).message}`,
      });
    }
  }

  /** The microphones. */
  async microphones(): Promise<DeviceInfo[]> {
    return (await this.enumerate()).microphones;
  }

  /** The speakers. */
  async speakers(): Promise<DeviceInfo[]> {
    return (await this.enumerate()).speakers;
  }

  /** The cameras. */
  async cameras(): Promise<DeviceInfo[]> {
    return (await this.enumerate()).cameras;
  }

  /** `enableAutoSwitchDevice`; off at first. */
  enableAutoSwitch(config?: { microphone?: boolean; camera?: boolean }): void {
    const { microphone, camera } = this.#switches;
    this.#switches = {
      microphone: config?.microphone ?? microphone,
      camera: config?.camera ?? camera,
    };
  }

  screenEnded(stream: LocalStream): void {
    this.#emit("screenSharingEnded", stream);
  }

  /** A capture ended by itself: tells the page why, and goes over to another device. */
  captureEnded(stream: LocalStream, track: MediaStreamTrack): void {
    this.#lost(stream, track).catch((error) => {
      if (error instanceof ExpressError) this.#emit("deviceError", error.code, track.label);
    });
  }

  async #lost(stream: LocalStream, track: MediaStreamTrack): Promise<void> {
    const { deviceId = "" } = track.getSettings();
    const { microphones, cameras } = await this.enumerate();
    const isCamera = track.kind === "video";
    const devices = isCamera ? cameras : microphones;
    const code = holds(devices, deviceId) ? MediaCode.CaptureStopped : MediaCode.Unplugged;
    this.#emit("deviceError", code, track.label);
    const other = replacement(devices, deviceId);
    if (!other) return;
    // The page may have reacted to the event by itself.
    if (isCamera) {
      if (this.#switches.camera && !stream.pictures.track) await stream.pictures.useDevice(other);
    } else if (this.#switches.microphone && stream.captureTrack === track) {
      await stream.sound.useDevice(other);
    }
  }

  readonly #onChange = async (): Promise<void> => {
    const devices = await this.enumerate().catch(() => undefined);
    if (!devices || !this.#listening) return;
    const changes = deviceChanges(this.#known, devices);
    this.#known = devices;
    for (const { update, kind, device } of changes) {
      if (kind === "Camera") this.#emit("videoDeviceStateChanged", update, device);
      else this.#emit("audioDeviceStateChanged", update, kind, device);
    }
  };
}
