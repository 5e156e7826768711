/** Figures of a stream's pictures from two snapshots of their statistics. Pure. */

import type { PlayVideoQuality, PublishVideoQuality } from "../engine/types";
import { delta, rate, share } from "./arithmetic";
import { gradeOf } from "./quality-grade";
import type { PictureSnapshot } from "./stats-snapshot";

/** What a stream without pictures says. */
export const NO_SEND_VIDEO: PublishVideoQuality = {
  frameWidth: 0,
  frameHeight: 0,
  videoBitrate: 0,
  videoFPS: 0,
  videoTransferFPS: 0,
  videoPacketsLost: 0,
  videoPacketsLostRate: 0,
  videoQuality: -1,
  googCodecName: "",
  muteState: "1",
};

/** The same of a played one. */
export const NO_PLAY_VIDEO: PlayVideoQuality = {
  ...NO_SEND_VIDEO,
  videoRenderFPS: 0,
  videoFramesDecoded: 0,
  videoFramesDropped: 0,
  videoCumulativeBreakCount: 0,
  videoCumulativeBreakTime: 0,
  videoCumulativeBreakRate: 0,
  videoCumulativeDecodeTime: 0,
};

/** Two looks at a slot of pictures, and whether nothing is to be seen on purpose. */
export interface Pictures {
  before: PictureSnapshot | undefined;
  after: PictureSnapshot | undefined;
  muted: boolean;
}

/** The pictures of a published stream. */
export function sentFigures(pictures: Pictures | undefined): PublishVideoQuality {
  const { before, after, muted } = pictures ?? {};
  if (!after) return { ...NO_SEND_VIDEO };
  const seconds = before ? (after.timeMs - before.timeMs) / 1000 : 0;
  const packets = delta(after.packets, before?.packets);
  const lost = delta(after.lost, before?.lost);
  const lostRate = packets + lost === 0 ? 0 : share(lost / (packets + lost));
  return {
    frameWidth: after.width,
    frameHeight: after.height,
    videoBitrate: rate(delta(after.bytes, before?.bytes) * 8, seconds) / 1000,
    videoFPS: rate(delta(after.frames, before?.frames), seconds),
    videoTransferFPS: rate(delta(after.moved, before?.moved), seconds),
    videoPacketsLost: lost,
    videoPacketsLostRate: lostRate,
    videoQuality: packets === 0 ? -1 : gradeOf({ loss: lostRate, delayMs: 0 }),
    googCodecName: after.codec.toUpperCase(),
    muteState: muted ? "1" : "0",
  };
}

/** The pictures of a played stream. */
export function seenFigures(pictures: Pictures | undefined): PlayVideoQuality {
  const { before, after } = pictures ?? {};
  if (!after) return { ...NO_PLAY_VIDEO };
  const seconds = before ? (after.timeMs - before.timeMs) / 1000 : 0;
  const decodeTime = rate(after.decoded, rate(delta(after.decoded, before?.decoded), seconds));
  return {
    ...sentFigures(pictures),
    videoRenderFPS: rate(delta(after.frames, before?.frames), seconds),
    videoFramesDecoded: after.decoded,
    videoFramesDropped: after.dropped,
    videoCumulativeBreakCount: after.freezes,
    videoCumulativeBreakTime: after.freezeTime * 1000,
    videoCumulativeBreakRate: share(rate(after.freezeTime, decodeTime)),
    videoCumulativeDecodeTime: decodeTime * 1000,
  };
}
