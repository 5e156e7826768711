/** Played streams: each is asked for until it is live, and again whenever it is not. */
import {
  ErrorCode,
  makeError,
  PLAYS,
  type PlayAnswer,
  PlayerState,
  type Error as ProtocolError,
  RemoteDeviceState,
  type StreamId,
} from "../protocol/generated";
import { explained } from "./errors";
import type { SlotCount } from "./io";
import type { Machine } from "./machine";
import { Play } from "./play";
import { isWaiting } from "./refusal";
import type { Result } from "./server-message";
import { sortedKeys } from "./sorted";
import { after, isOver, shown } from "./time";

const START = "start_playing_stream";

export function startPlaying(
  machine: Machine,
  now: number,
  streamId: StreamId,
  video: boolean,
): void {
  if (machine.plays.has(streamId)) {
    return;
  }
  const error = playRefusal(machine);
  if (error) {
    machine.debugError(START, error);
    playerEvent(machine, streamId, PlayerState.NoPlay, error);
    return;
  }
  const play = new Play(video);
  play.giveUpAt = after(now, machine.config.avRetryMs);
  machine.plays.set(streamId, play);
  playerEvent(machine, streamId, PlayerState.PlayRequesting, undefined);
}

function playRefusal({ stay, plays }: Machine): ProtocolError | undefined {
  if (stay === undefined) {
    return makeError(ErrorCode.NOT_IN_ROOM, "the engine is in no room");
  }
  return plays.size >= PLAYS
    ? makeError(ErrorCode.TOO_MANY_PLAYS, `the engine plays ${PLAYS} streams already`)
    : undefined;
}

export function stopPlaying(machine: Machine, streamId: StreamId): void {
  endPlay(machine, streamId, undefined);
}

export function setPlayVideo(machine: Machine, streamId: StreamId, video: boolean): void {
  const play = machine.plays.get(streamId);
  if (play) {
    play.wantsVideo = video;
  }
}

/** Asks the server for what is not as it should be. Counts the slots that are missing. */
export function drivePlays(machine: Machine, now: number, missing: SlotCount): void {
  for (const [streamId, play] of inOrder(machine)) {
    missing.receiveVideo += fitReceivingVideo(machine, streamId, play);
    play.slot ??= machine.path.slots.take("receive");
    const { slot, videoSlot } = play;
    if (slot === undefined) {
      missing.receive += 1;
      continue;
    }
    const wanted = !play.acknowledged || play.askAgain || play.toldVideoSlot !== videoSlot;
    if (!wanted || play.asked !== undefined || !play.retry.isDue(now)) {
      continue;
    }
    play.askAgain = false;
    play.introduced = true;
    play.toldVideoSlot = videoSlot;
    // Media may overtake the answer, so listening starts with the question.
    if (!play.receiving) {
      play.receiving = true;
      machine.output({ kind: "startReceiving", streamId, slot });
    }
    if (videoSlot !== undefined && !play.receivingVideo) {
      play.receivingVideo = true;
      machine.output({ kind: "startReceivingVideo", streamId, slot: videoSlot });
    }
    const video = videoSlot !== undefined && { video_slot: videoSlot };
    const request = { op: "play", stream_id: streamId, slot, ...video } as const;
    play.asked = machine.ask(now, request, { kind: "play", streamId });
  }
}

/**
 * Sees to it that there is a slot for pictures exactly where there are pictures that are wanted.
 * Returns how many slots are missing for that.
 */
function fitReceivingVideo(machine: Machine, streamId: StreamId, play: Play): number {
  if (!play.seesPictures) {
    stopReceivingVideo(machine, streamId, play);
    return 0;
  }
  play.videoSlot ??= machine.path.slots.take("receiveVideo");
  return play.videoSlot === undefined ? 1 : 0;
}

function stopReceivingVideo(machine: Machine, streamId: StreamId, play: Play): void {
  const { videoSlot, receivingVideo } = play;
  play.videoSlot = undefined;
  play.receivingVideo = false;
  if (receivingVideo) {
    machine.output({ kind: "stopReceivingVideo", streamId });
  }
  if (videoSlot !== undefined) {
    machine.path.slots.giveBack("receiveVideo", videoSlot);
  }
}

export function playAnswered(
  machine: Machine,
  now: number,
  streamId: StreamId,
  id: number,
  result: Result<PlayAnswer>,
): void {
  const play = machine.plays.get(streamId);
  if (play?.asked !== id) {
    return;
  }
  play.asked = undefined;
  if ("ok" in result) {
    play.acknowledged = true;
    play.retry.reset();
    const { live, mic_state, camera_state } = result.ok;
    playState(machine, streamId, live, ErrorCode.OK, mic_state, camera_state);
  } else if (isWaiting(result.error.code)) {
    play.acknowledged = false;
    play.live = false;
    play.trouble = result.error;
    play.retry.later(now, machine.random);
  } else {
    machine.debugError(START, result.error);
    finishPlay(machine, streamId, result.error);
  }
}

/** The server tells whether a wanted stream exists. */
export function playState(
  machine: Machine,
  streamId: StreamId,
  live: boolean,
  toldCode: ErrorCode,
  micState: RemoteDeviceState,
  cameraState: RemoteDeviceState = RemoteDeviceState.Disable,
): void {
  const play = machine.plays.get(streamId);
  if (play === undefined) {
    return;
  }
  play.live = live;
  play.trouble = undefined;
  if (live) {
    remoteMicState(machine, streamId, micState);
    remoteCameraState(machine, streamId, cameraState);
    return;
  }
  // The next stream of this id may have another microphone and camera.
  play.micState = undefined;
  play.cameraState = RemoteDeviceState.Disable;
  const code = toldCode === ErrorCode.OK ? ErrorCode.STREAM_MISSING : toldCode;
  const error = makeError(code, `stream ${JSON.stringify(streamId)} is not published`);
  if (isWaiting(code)) {
    play.trouble = error;
  } else {
    machine.debugError(START, error);
    endPlay(machine, streamId, error);
  }
}

/** The microphone of a played stream is in this state. */
export function remoteMicState(
  machine: Machine,
  streamId: StreamId,
  state: RemoteDeviceState,
): void {
  const play = machine.plays.get(streamId);
  if (play && play.micState !== state) {
    play.micState = state;
    machine.event({ kind: "remoteMicStateUpdate", streamId, state });
  }
}

/** The camera of a played stream is in this state. */
export function remoteCameraState(
  machine: Machine,
  streamId: StreamId,
  state: RemoteDeviceState,
): void {
  const play = machine.plays.get(streamId);
  if (play && play.cameraState !== state) {
    play.cameraState = state;
    machine.event({ kind: "remoteCameraStateUpdate", streamId, state });
  }
}

export function playUnanswered(machine: Machine, streamId: StreamId, id: number): void {
  const play = machine.plays.get(streamId);
  if (play?.asked === id) {
    play.asked = undefined;
    play.askAgain = true;
  }
}

/** A play got no answer in time; the next one comes after a pause. */
export function postponePlay(machine: Machine, now: number, streamId: StreamId): void {
  machine.plays.get(streamId)?.retry.later(now, machine.random);
}

/** The slots are gone with their transport. */
export function vacateReceivingSlots(machine: Machine): void {
  const plays = inOrder(machine);
  for (const [streamId, play] of plays) {
    play.slot = undefined;
    play.asked = undefined;
    play.acknowledged = false;
    play.videoSlot = undefined;
    if (play.receiving) {
      play.receiving = false;
      machine.output({ kind: "stopReceiving", streamId });
    }
  }
  for (const [streamId, play] of plays) {
    if (play.receivingVideo) {
      play.receivingVideo = false;
      machine.output({ kind: "stopReceivingVideo", streamId });
    }
  }
}

export function expirePlays(machine: Machine, now: number): void {
  for (const [streamId, play] of inOrder(machine)) {
    if (isOver(play.giveUpAt, now)) {
      const message = `gave up after ${shown(machine.config.avRetryMs)}`;
      endPlay(machine, streamId, makeError(ErrorCode.PLAY_INTERRUPTED, message));
    }
  }
}

/** Tells the application what changed. */
export function reportPlays(machine: Machine, now: number): void {
  const connected = machine.path.isConnected;
  for (const [streamId, play] of inOrder(machine)) {
    const { state, error } = play.status(connected);
    const code = error?.code ?? ErrorCode.OK;
    const { reported } = play;
    const sameState = reported.state === state;
    if (sameState && (code === ErrorCode.OK || reported.code === code)) {
      continue;
    }
    play.reported = { state, code };
    if (!sameState) {
      const live = state === PlayerState.Playing;
      play.wasLive ||= live;
      play.giveUpAt = live ? undefined : after(now, machine.config.avRetryMs);
    }
    playerEvent(machine, streamId, state, error);
  }
}

/** Ends a play that the server may know of. */
function endPlay(machine: Machine, streamId: StreamId, error: ProtocolError | undefined): void {
  if (machine.plays.get(streamId)?.introduced) {
    machine.endings.push({ op: "unplay", streamId });
  }
  finishPlay(machine, streamId, error);
}

/** Ends a play that the server does not know of. */
export function finishPlay(
  machine: Machine,
  streamId: StreamId,
  error: ProtocolError | undefined,
): void {
  const play = machine.plays.get(streamId);
  if (play === undefined) {
    return;
  }
  stopReceivingVideo(machine, streamId, play);
  machine.plays.delete(streamId);
  if (play.receiving) {
    machine.output({ kind: "stopReceiving", streamId });
  }
  if (play.slot !== undefined) {
    machine.path.slots.giveBack("receive", play.slot);
  }
  playerEvent(machine, streamId, PlayerState.NoPlay, error);
}

function inOrder({ plays }: Machine): [StreamId, Play][] {
  return sortedKeys(plays).flatMap((streamId) => {
    const play = plays.get(streamId);
    return play ? [[streamId, play]] : [];
  });
}

function playerEvent(
  machine: Machine,
  streamId: StreamId,
  state: PlayerState,
  error: ProtocolError | undefined,
): void {
  const code = error?.code ?? ErrorCode.OK;
  const extendedData = error ? explained(error) : {};
  machine.event({ kind: "playerStateUpdate", streamId, state, code, extendedData });
}
