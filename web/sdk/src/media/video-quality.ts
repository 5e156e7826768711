/** How large, how often and how well pictures are. Pure. */

import type { CameraOptions, ScreenOptions, VideoConfig } from "../engine/types";

/** Pictures in numbers. */
export interface VideoShape {
  width: number;
  height: number;
  /** Frames in a second. */
  frameRate: number;
  /** In kbit/s. */
  bitrate: number;
}

/** What `quality` and `videoQuality` stand for. */
export const VIDEO_QUALITIES: Readonly<Record<1 | 2 | 3, VideoShape>> = {
  1: { width: 320, height: 240, frameRate: 15, bitrate: 300 },
  2: { width: 640, height: 480, frameRate: 15, bitrate: 800 },
  3: { width: 1280, height: 720, frameRate: 20, bitrate: 1500 },
};

/** The quality that means "as the numbers beside it say". */
const CUSTOM = 4;

/** The shape of a camera that is asked for like this; 640 × 480 where nothing is said. */
export function cameraShape(options: CameraOptions, bitrate?: number | undefined): VideoShape {
  const { quality } = options;
  const preset = VIDEO_QUALITIES[quality === undefined || quality === CUSTOM ? 2 : quality];
  const named = quality === undefined || quality === CUSTOM ? options : {};
  const shape = changed(preset ?? VIDEO_QUALITIES[2], named);
  return { ...shape, bitrate: positive(bitrate) ?? positive(options.bitrate) ?? shape.bitrate };
}

/** A screen's shape: as large as the screen is, sharp rather than smooth. */
export function screenShape(options: ScreenOptions, bitrate?: number | undefined): VideoShape {
  const screen = { width: 0, height: 0, frameRate: 15, bitrate: 1500 };
  const shape = changed(screen, options);
  return { ...shape, bitrate: positive(bitrate) ?? positive(options.bitrate) ?? shape.bitrate };
}

/** A shape with what a page says otherwise. */
export function changed(shape: VideoShape, to: VideoConfig): VideoShape {
  return {
    width: positive(to.width) ?? shape.width,
    height: positive(to.height) ?? shape.height,
    frameRate: positive(to.frameRate) ?? shape.frameRate,
    bitrate: positive(to.maxBitrate) ?? shape.bitrate,
  };
}

/** The constraints by which a browser captures pictures of this shape; a size of 0 is open. */
export function shapeConstraints({ width, height, frameRate }: VideoShape): MediaTrackConstraints {
  return {
    ...(width > 0 && { width: { ideal: width } }),
    ...(height > 0 && { height: { ideal: height } }),
    frameRate: { ideal: frameRate },
  };
}

function positive(value: unknown): number | undefined {
  return typeof value === "number" && value > 0 ? value : undefined;
}
