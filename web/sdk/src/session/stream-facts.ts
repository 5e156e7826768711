/** What is told about a published stream beside its media: extra info, microphone, camera. */
import {
  ErrorCode,
  makeError,
  type Error as ProtocolError,
  type PublishChannel,
  RemoteDeviceState,
  STREAM_EXTRA_INFO_BYTES,
} from "../protocol/generated";
import { byteLength } from "./byte-length";
import type { Machine } from "./machine";
import type { ExtraInfoChange } from "./requests";
import type { Result } from "./server-message";

const SET_EXTRA_INFO = "set_stream_extra_info";

export function setMicState(
  machine: Machine,
  channel: PublishChannel,
  state: RemoteDeviceState,
): void {
  const publication = machine.publications.get(channel);
  if (publication) {
    publication.micState = state;
  }
}

export function setCameraState(
  machine: Machine,
  channel: PublishChannel,
  state: RemoteDeviceState,
): void {
  const publication = machine.publications.get(channel);
  if (publication) {
    publication.cameraState = state;
  }
}

export function setStreamExtraInfo(
  machine: Machine,
  now: number,
  call: number,
  channel: PublishChannel,
  extraInfo: string,
): void {
  const error = extraInfoRefusal(extraInfo);
  if (error) {
    machine.done(call, SET_EXTRA_INFO, { error });
    return;
  }
  const publication = machine.publications.get(channel);
  if (publication === undefined) {
    machine.earlyExtraInfos.set(channel, extraInfo);
    machine.done(call, SET_EXTRA_INFO, { ok: { kind: "nothing" } });
    return;
  }
  if (!publication.acknowledged) {
    // It goes out with the publish, or right after it.
    publication.extraInfo = extraInfo;
    machine.done(call, SET_EXTRA_INFO, { ok: { kind: "nothing" } });
    return;
  }
  if (!machine.isConnected) {
    const error = makeError(ErrorCode.STREAM_EXTRA_INFO_FAILED, "the link is broken");
    machine.done(call, SET_EXTRA_INFO, { error });
    return;
  }
  const from = publication.extraInfo;
  publication.extraInfo = extraInfo;
  sendExtraInfo(machine, now, channel, { call, from, to: extraInfo });
}

function sendExtraInfo(
  machine: Machine,
  now: number,
  channel: PublishChannel,
  change: ExtraInfoChange | undefined,
): void {
  const publication = machine.publications.get(channel);
  if (publication === undefined) {
    return;
  }
  const { extraInfo, streamId } = publication;
  publication.told.extraInfo = extraInfo;
  machine.ask(
    now,
    { op: "set_stream_extra_info", stream_id: streamId, extra_info: extraInfo },
    { kind: "streamExtraInfo", channel, change },
  );
}

export function extraInfoAnswered(
  machine: Machine,
  channel: PublishChannel,
  change: ExtraInfoChange | undefined,
  result: Result<unknown>,
): void {
  if (change) {
    if ("error" in result) {
      undoExtraInfo(machine, channel, change, true);
    }
    const reply = "error" in result ? result : { ok: { kind: "nothing" } as const };
    machine.done(change.call, SET_EXTRA_INFO, reply);
  } else if ("error" in result) {
    machine.debugError(SET_EXTRA_INFO, result.error);
  }
}

export function extraInfoUnanswered(
  machine: Machine,
  channel: PublishChannel,
  change: ExtraInfoChange | undefined,
  error: ProtocolError,
): void {
  const publication = machine.publications.get(channel);
  if (publication) {
    publication.told.extraInfo = undefined;
  }
  if (change) {
    undoExtraInfo(machine, channel, change, false);
    const failure = makeError(ErrorCode.STREAM_EXTRA_INFO_FAILED, error.message);
    machine.done(change.call, SET_EXTRA_INFO, { error: failure });
  }
}

/** A failed call changes nothing, unless a later call already changed more. */
function undoExtraInfo(
  machine: Machine,
  channel: PublishChannel,
  change: ExtraInfoChange,
  told: boolean,
): void {
  const publication = machine.publications.get(channel);
  if (publication?.extraInfo !== change.to) {
    return;
  }
  publication.extraInfo = change.from;
  if (told) {
    publication.told.extraInfo = change.from;
  }
}

export function micStateUnanswered(machine: Machine, channel: PublishChannel): void {
  const publication = machine.publications.get(channel);
  if (publication) {
    publication.told.micState = undefined;
  }
}

export function cameraStateUnanswered(machine: Machine, channel: PublishChannel): void {
  const publication = machine.publications.get(channel);
  if (publication) {
    publication.told.cameraState = undefined;
  }
}

/** Tells the camera's state where the server knows of the pictures. */
function tellCamera(machine: Machine, now: number, channel: PublishChannel): void {
  const publication = machine.publications.get(channel);
  if (publication?.told.videoSlot === undefined) {
    return;
  }
  const { streamId, cameraState: state, told } = publication;
  if (state !== RemoteDeviceState.Disable && told.cameraState !== state) {
    told.cameraState = state;
    const request = { op: "set_camera_state", stream_id: streamId, state } as const;
    machine.ask(now, request, { kind: "cameraState", channel });
  }
}

/** Tells what changed since the publish. */
export function tellChanges(machine: Machine, now: number, channel: PublishChannel): void {
  const publication = machine.publications.get(channel);
  if (!publication?.acknowledged || publication.asked !== undefined) {
    return;
  }
  const { streamId, micState, told } = publication;
  if (told.micState !== micState) {
    told.micState = micState;
    machine.ask(
      now,
      { op: "set_mic_state", stream_id: streamId, state: micState },
      { kind: "micState", channel },
    );
  }
  tellCamera(machine, now, channel);
  if (told.extraInfo !== publication.extraInfo) {
    sendExtraInfo(machine, now, channel, undefined);
  }
}

export function extraInfoRefusal(extraInfo: string): ProtocolError | undefined {
  const length = byteLength(extraInfo);
  return length > STREAM_EXTRA_INFO_BYTES
    ? makeError(ErrorCode.STREAM_EXTRA_INFO_TOO_LONG, `the stream extra info has ${length} bytes`)
    : undefined;
}
