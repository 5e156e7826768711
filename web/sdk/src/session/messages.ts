/** The room's messages and its extra info, as the application sends them. */
import {
  ErrorCode,
  MESSAGE_BYTES,
  makeError,
  type Error as ProtocolError,
  type Request,
  ROOM_EXTRA_INFO_KEY_BYTES,
  ROOM_EXTRA_INFO_VALUE_BYTES,
  type RoomId,
} from "../protocol/generated";
import { byteLength } from "./byte-length";
import type { Command, Reply } from "./io";
import type { Machine } from "./machine";
import type { RoomCall } from "./requests";
import { barrageId, broadcastId, type Result, readAnswer } from "./server-message";

type Call<Kind> = Extract<Command, { kind: Kind }>;

export function setRoomExtraInfo(
  machine: Machine,
  now: number,
  { request, roomId, key, value }: Call<"setRoomExtraInfo">,
): void {
  const asked: Request = { op: "set_room_extra_info", key, value };
  roomCall(machine, now, request, "extraInfo", roomId, asked, extraInfoRefusal(key, value));
}

export function sendBroadcast(
  machine: Machine,
  now: number,
  { request, roomId, message }: Call<"sendBroadcastMessage">,
): void {
  const asked: Request = { op: "send_broadcast_message", message };
  roomCall(machine, now, request, "broadcast", roomId, asked, messageRefusal(message));
}

export function sendBarrage(
  machine: Machine,
  now: number,
  { request, roomId, message }: Call<"sendBarrageMessage">,
): void {
  const asked: Request = { op: "send_barrage_message", message };
  roomCall(machine, now, request, "barrage", roomId, asked, messageRefusal(message));
}

export function sendCustomCommand(
  machine: Machine,
  now: number,
  { request, roomId, command, toUsers }: Call<"sendCustomCommand">,
): void {
  const asked: Request = { op: "send_custom_command", command, to_users: toUsers };
  roomCall(machine, now, request, "command", roomId, asked, messageRefusal(command));
}

function roomCall(
  machine: Machine,
  now: number,
  call: number,
  kind: RoomCall,
  roomId: RoomId,
  request: Request,
  refusal: ProtocolError | undefined,
): void {
  const error = roomRefusal(machine, kind, roomId) ?? refusal;
  if (error) {
    machine.done(call, functionOf(kind), { error });
  } else {
    machine.ask(now, request, { kind: "roomCall", call, roomCall: kind });
  }
}

function roomRefusal(machine: Machine, kind: RoomCall, roomId: RoomId): ProtocolError | undefined {
  const { stay } = machine;
  if (stay === undefined || stay.phase.kind === "loggingIn") {
    return makeError(ErrorCode.NOT_IN_ROOM, "the engine is in no room");
  }
  if (stay.roomId !== roomId) {
    const [named, current] = [JSON.stringify(roomId), JSON.stringify(stay.roomId)];
    const message = `${named} was named, but the engine is in room ${current}`;
    return makeError(otherRoomOf(kind), message);
  }
  // Kept for later, a message would come at a time that nobody expects.
  return machine.isConnected
    ? undefined
    : makeError(failureOf(kind), "the link is broken; the SDK reconnects");
}

/** The call's name, as debug errors show it. */
export function functionOf(kind: RoomCall): string {
  switch (kind) {
    case "extraInfo":
      return "set_room_extra_info";
    case "broadcast":
      return "send_broadcast_message";
    case "barrage":
      return "send_barrage_message";
    case "command":
      return "send_custom_command";
  }
}

/** The code of a call that got no answer. */
export function failureOf(kind: RoomCall): ErrorCode {
  return kind === "extraInfo" ? ErrorCode.LINK_BROKEN : ErrorCode.MESSAGE_FAILED;
}

/** The code of a call that names another room. */
function otherRoomOf(kind: RoomCall): ErrorCode {
  return kind === "extraInfo" ? ErrorCode.NOT_THAT_ROOM : ErrorCode.MESSAGE_OTHER_ROOM;
}

/** The call's result, from its answer. */
export function replyOf(kind: RoomCall, result: Result<unknown>): Result<Reply> {
  switch (kind) {
    case "extraInfo":
    case "command":
      return "error" in result ? result : { ok: { kind: "nothing" } };
    case "broadcast": {
      const read = readAnswer(result, broadcastId);
      return "error" in read ? read : { ok: { kind: "broadcastSent", messageId: read.ok } };
    }
    case "barrage": {
      const read = readAnswer(result, barrageId);
      return "error" in read ? read : { ok: { kind: "barrageSent", messageId: read.ok } };
    }
  }
}

function messageRefusal(message: string): ProtocolError | undefined {
  const length = byteLength(message);
  if (length === 0) {
    return makeError(ErrorCode.MESSAGE_EMPTY, "the message is empty");
  }
  return length > MESSAGE_BYTES
    ? makeError(ErrorCode.MESSAGE_TOO_LONG, `the message has ${length} bytes`)
    : undefined;
}

function extraInfoRefusal(key: string, value: string): ProtocolError | undefined {
  const [keyBytes, valueBytes] = [byteLength(key), byteLength(value)];
  if (keyBytes === 0) {
    return makeError(ErrorCode.ROOM_EXTRA_INFO_KEY_EMPTY, "the key is empty");
  }
  if (keyBytes > ROOM_EXTRA_INFO_KEY_BYTES) {
    return makeError(ErrorCode.ROOM_EXTRA_INFO_KEY_TOO_LONG, `the key has ${keyBytes} bytes`);
  }
  return valueBytes > ROOM_EXTRA_INFO_VALUE_BYTES
    ? makeError(ErrorCode.ROOM_EXTRA_INFO_VALUE_TOO_LONG, `the value has ${valueBytes} bytes`)
    : undefined;
}
