/** Published streams: each is asked for until it is live, and again whenever it is not. */
import {
  ErrorCode,
  type Mid,
  makeError,
  type Error as ProtocolError,
  PublishChannel,
  PublisherState,
  RemoteDeviceState,
  type StreamId,
} from "../protocol/generated";
import { explained } from "./errors";
import type { Command, SlotCount } from "./io";
import type { Machine } from "./machine";
import { Publication } from "./publication";
import { isTemporary } from "./refusal";
import type { Result } from "./server-message";
import { NO_SLOTS } from "./slots";
import { extraInfoRefusal, tellChanges } from "./stream-facts";
import { after, isOver, shown } from "./time";

const START = "start_publishing_stream";

/** All channels, in order. */
export const CHANNELS: readonly PublishChannel[] = [
  PublishChannel.Main,
  PublishChannel.Aux,
  PublishChannel.Third,
  PublishChannel.Fourth,
];

export function startPublishing(
  machine: Machine,
  now: number,
  command: Extract<Command, { kind: "startPublishing" }>,
): void {
  const { channel, streamId } = command;
  const error = publishRefusal(machine, channel, streamId, command.extraInfo);
  if (error) {
    machine.debugError(START, error);
    if (machine.publications.get(channel)?.streamId !== streamId) {
      publisherEvent(machine, channel, streamId, PublisherState.NoPublish, error);
    }
    return;
  }
  const early = machine.earlyExtraInfos.get(channel) ?? "";
  machine.earlyExtraInfos.delete(channel);
  const { micState, cameraState } = command;
  const extraInfo = command.extraInfo || early;
  const publication = new Publication(streamId, extraInfo, micState, cameraState);
  publication.giveUpAt = after(now, machine.config.avRetryMs);
  machine.publications.set(channel, publication);
  publisherEvent(machine, channel, streamId, PublisherState.PublishRequesting, undefined);
}

function publishRefusal(
  machine: Machine,
  channel: PublishChannel,
  streamId: StreamId,
  extraInfo: string,
): ProtocolError | undefined {
  if (machine.stay === undefined) {
    return makeError(ErrorCode.NOT_IN_ROOM, "the engine is in no room");
  }
  const busy = machine.publications.get(channel);
  if (busy) {
    const message = `channel ${nameOf(channel)} publishes ${JSON.stringify(busy.streamId)} already`;
    return makeError(ErrorCode.CHANNEL_BUSY, message);
  }
  if ([...machine.publications.values()].some((other) => other.streamId === streamId)) {
    const message = `another channel publishes ${JSON.stringify(streamId)} already`;
    return makeError(ErrorCode.STREAM_ID_LIVE, message);
  }
  return extraInfoRefusal(extraInfo);
}

function nameOf(channel: PublishChannel): string {
  const names = Object.entries(PublishChannel);
  return names.find(([, number]) => number === channel)?.[0] ?? String(channel);
}

export function stopPublishing(machine: Machine, channel: PublishChannel): void {
  machine.earlyExtraInfos.delete(channel);
  endPublication(machine, channel, undefined);
}

/** Asks the server for what is not as it should be. Returns how many streams lack a slot. */
export function drivePublications(machine: Machine, now: number): SlotCount {
  const missing = { ...NO_SLOTS };
  for (const [channel, publication] of inOrder(machine)) {
    missing.sendVideo += fitSendingVideo(machine, channel, publication);
    publication.slot ??= machine.path.slots.take("send");
    if (publication.slot === undefined) {
      missing.send += 1;
      continue;
    }
    const { told, videoSlot } = publication;
    const wanted =
      !publication.acknowledged || publication.askAgain || told.videoSlot !== videoSlot;
    if (wanted && publication.asked === undefined && publication.retry.isDue(now)) {
      askToPublish(machine, now, channel, publication, publication.slot);
    }
    tellChanges(machine, now, channel);
  }
  return missing;
}

function askToPublish(
  machine: Machine,
  now: number,
  channel: PublishChannel,
  publication: Publication,
  slot: Mid,
): void {
  const { streamId, extraInfo, micState, videoSlot } = publication;
  const cameraState = videoSlot === undefined ? RemoteDeviceState.Disable : publication.cameraState;
  publication.askAgain = false;
  publication.told = { introduced: true, extraInfo, micState, cameraState, videoSlot };
  publication.asked = machine.ask(
    now,
    {
      op: "publish",
      stream_id: streamId,
      slot,
      ...(extraInfo !== "" && { extra_info: extraInfo }),
      mic_state: micState,
      ...(videoSlot !== undefined && { video_slot: videoSlot }),
      ...(cameraState !== RemoteDeviceState.Disable && { camera_state: cameraState }),
    },
    { kind: "publish", channel },
  );
}

export function publishAnswered(
  machine: Machine,
  now: number,
  channel: PublishChannel,
  id: number,
  result: Result<unknown>,
): void {
  const publication = machine.publications.get(channel);
  if (publication?.asked !== id) {
    return;
  }
  publication.asked = undefined;
  if ("ok" in result) {
    publication.acknowledged = true;
    publication.trouble = undefined;
    publication.retry.reset();
    const { slot } = publication;
    if (slot !== undefined && !publication.sending) {
      publication.sending = true;
      machine.output({ kind: "startSending", channel, slot });
    }
    startSendingVideo(machine, channel, publication);
  } else if (isTemporary(result.error.code)) {
    publication.acknowledged = false;
    publication.trouble = result.error;
    publication.retry.later(now, machine.random);
  } else {
    machine.debugError(START, result.error);
    finishPublication(machine, channel, result.error);
  }
}

/** The server ended an own stream. */
export function publishStopped(machine: Machine, streamId: StreamId, error: ProtocolError): void {
  for (const [channel, publication] of inOrder(machine)) {
    if (publication.streamId === streamId) {
      machine.debugError(START, error);
      finishPublication(machine, channel, error);
    }
  }
}

/**
 * Sees to it that there is a slot for pictures exactly where there are pictures. Returns how many
 * slots are missing for that.
 */
function fitSendingVideo(
  machine: Machine,
  channel: PublishChannel,
  publication: Publication,
): number {
  if (!publication.showsPictures) {
    stopSendingVideo(machine, channel, publication);
    return 0;
  }
  publication.videoSlot ??= machine.path.slots.take("sendVideo");
  return publication.videoSlot === undefined ? 1 : 0;
}

/** The server takes the pictures on the slot that it was told last. */
function startSendingVideo(
  machine: Machine,
  channel: PublishChannel,
  publication: Publication,
): void {
  const { videoSlot: slot, told, sendingVideo } = publication;
  if (slot !== undefined && told.videoSlot === slot && !sendingVideo) {
    publication.sendingVideo = true;
    machine.output({ kind: "startSendingVideo", channel, slot });
  }
}

function stopSendingVideo(
  machine: Machine,
  channel: PublishChannel,
  publication: Publication,
): void {
  const { videoSlot, sendingVideo } = publication;
  publication.videoSlot = undefined;
  publication.sendingVideo = false;
  if (sendingVideo) {
    machine.output({ kind: "stopSendingVideo", channel });
  }
  if (videoSlot !== undefined) {
    machine.path.slots.giveBack("sendVideo", videoSlot);
  }
}

export function publishUnanswered(machine: Machine, channel: PublishChannel, id: number): void {
  const publication = machine.publications.get(channel);
  if (publication?.asked === id) {
    publication.asked = undefined;
    publication.askAgain = true;
  }
}

/** A publish got no answer in time; the next one comes after a pause. */
export function postponePublish(machine: Machine, now: number, channel: PublishChannel): void {
  machine.publications.get(channel)?.retry.later(now, machine.random);
}

/** The slots are gone with their transport. */
export function vacateSendingSlots(machine: Machine): void {
  for (const [channel, publication] of inOrder(machine)) {
    publication.slot = undefined;
    publication.asked = undefined;
    publication.acknowledged = false;
    publication.videoSlot = undefined;
    const { sendingVideo } = publication;
    publication.sendingVideo = false;
    if (publication.sending) {
      publication.sending = false;
      machine.output({ kind: "stopSending", channel });
    }
    if (sendingVideo) {
      machine.output({ kind: "stopSendingVideo", channel });
    }
  }
}

export function expirePublications(machine: Machine, now: number): void {
  for (const [channel, publication] of inOrder(machine)) {
    if (isOver(publication.giveUpAt, now)) {
      const message = `gave up after ${shown(machine.config.avRetryMs)}`;
      const error = makeError(ErrorCode.PUBLISH_RETRY_BUDGET_USED_UP, message);
      endPublication(machine, channel, error);
    }
  }
}

/** Tells the application what changed. */
export function reportPublications(machine: Machine, now: number): void {
  const connected = machine.path.isConnected;
  for (const [channel, publication] of inOrder(machine)) {
    const { state, error } = publication.status(connected);
    const code = error?.code ?? ErrorCode.OK;
    const { reported } = publication;
    const sameState = reported.state === state;
    if (sameState && (code === ErrorCode.OK || reported.code === code)) {
      continue;
    }
    publication.reported = { state, code };
    if (!sameState) {
      const live = state === PublisherState.Publishing;
      publication.wasLive ||= live;
      publication.giveUpAt = live ? undefined : after(now, machine.config.avRetryMs);
    }
    publisherEvent(machine, channel, publication.streamId, state, error);
  }
}

/** Ends a publish that the server may know of. */
function endPublication(
  machine: Machine,
  channel: PublishChannel,
  error: ProtocolError | undefined,
): void {
  const publication = machine.publications.get(channel);
  if (publication?.told.introduced) {
    machine.endings.push({ op: "unpublish", streamId: publication.streamId });
  }
  finishPublication(machine, channel, error);
}

/** Ends a publish that the server does not know of. */
export function finishPublication(
  machine: Machine,
  channel: PublishChannel,
  error: ProtocolError | undefined,
): void {
  const publication = machine.publications.get(channel);
  if (publication === undefined) {
    return;
  }
  stopSendingVideo(machine, channel, publication);
  machine.publications.delete(channel);
  if (publication.sending) {
    machine.output({ kind: "stopSending", channel });
  }
  if (publication.slot !== undefined) {
    machine.path.slots.giveBack("send", publication.slot);
  }
  publisherEvent(machine, channel, publication.streamId, PublisherState.NoPublish, error);
}

function inOrder({ publications }: Machine): [PublishChannel, Publication][] {
  return CHANNELS.flatMap((channel) => {
    const publication = publications.get(channel);
    return publication ? [[channel, publication]] : [];
  });
}

function publisherEvent(
  machine: Machine,
  channel: PublishChannel,
  streamId: StreamId,
  state: PublisherState,
  error: ProtocolError | undefined,
): void {
  const code = error?.code ?? ErrorCode.OK;
  const extendedData = error ? explained(error) : {};
  machine.event({ kind: "publisherStateUpdate", channel, streamId, state, code, extendedData });
}
