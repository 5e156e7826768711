/** The devices of this computer: lists, hot-plug, and what to do when one vanishes. */

import type { DeviceInfo, DeviceList } from "../engine/types";
import type { Emit } from "./emit";
import type { LocalStream, LocalStreamOwner } from "./local-stream";

/** Lists devices, and reports `audioDeviceStateChanged` and `deviceError`. */
export class Devices implements LocalStreamOwner {
  constructor(emit: Emit) {
    void emit;
  }

  /** Starts to watch for hot-plugs. */
  start(): void {}

  /** Watches no more. */
  stop(): void {}

  /** Takes notice of the devices as they are, without events: after a permission was granted. */
  refresh(): void {}

  /** All devices. */
  enumerate(): Promise<DeviceList> {
    return Promise.resolve({ microphones: [], speakers: [], cameras: [] });
  }

  async microphones(): Promise<DeviceInfo[]> {
    return (await this.enumerate()).microphones;
  }

  async speakers(): Promise<DeviceInfo[]> {
    return (await this.enumerate()).speakers;
  }

  async cameras(): Promise<DeviceInfo[]> {
    return (await this.enumerate()).cameras;
  }

  /** `enableAutoSwitchDevice`; off at first. */
  enableAutoSwitch(config: { microphone?: boolean; camera?: boolean }): void {
    void config;
  }

  captureEnded(stream: LocalStream, track: MediaStreamTrack): void {
    void [stream, track];
  }
}
