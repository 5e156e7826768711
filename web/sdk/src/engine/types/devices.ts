/** Shapes of devices and raw audio. */

/** A device of the computer. */
export interface DeviceInfo {
  /** May be empty before the page was allowed to use a microphone. */
  deviceName: string;
  deviceID: string;
}

/** All devices. */
export interface DeviceList {
  microphones: DeviceInfo[];
  speakers: DeviceInfo[];
  cameras: DeviceInfo[];
}

/** The format in which raw audio is handed out. */
export interface AudioFrameOptions {
  /** Samples a frame, from 256 to 16384; 4096 without it. */
  frameSize?: number;
  sampleRate?: number;
  channelCount?: number;
  /** 16 gives `Int16Array`s, 32 `Float32Array`s. */
  bitDepth?: 16 | 32;
}

/** A frame of raw audio. */
export interface AudioFrame {
  channels: Float32Array[] | Int16Array[];
  channelCount: number;
  sampleRate: number;
}

/** Takes raw audio. */
export type AudioFrameCallback = (frame: AudioFrame) => void;
