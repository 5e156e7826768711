/** What happens in a room, in the shapes of the API. */
import {
  type RoomStateChangedReason,
  type Stream,
  UpdateType as WireUpdateType,
  type User as WireUser,
} from "../protocol/generated";
import type { Event, ExtendedData } from "../session";
import { webCode } from "./codes";
import type { Outbox } from "./outbox";
import type { NamedUser, RoomState, RoomStateReason, RoomStream, UpdateType } from "./types";

const REASONS: readonly RoomStateReason[] = [
  "LOGINING",
  "LOGINED",
  "LOGIN_FAILED",
  "RECONNECTING",
  "RECONNECTED",
  "RECONNECT_FAILED",
  "KICKOUT",
  "LOGOUT",
  "LOGOUT_FAILED",
];

const STATES: Readonly<Record<RoomStateReason, RoomState | undefined>> = {
  LOGINING: "CONNECTING",
  LOGINED: "CONNECTED",
  LOGIN_FAILED: "DISCONNECTED",
  RECONNECTING: "CONNECTING",
  RECONNECTED: "CONNECTED",
  RECONNECT_FAILED: "DISCONNECTED",
  KICKOUT: "DISCONNECTED",
  LOGOUT: "DISCONNECTED",
  LOGOUT_FAILED: undefined,
};

/**
 * Tells the application what happens in its room. Users come before the streams that they
 * publish, even where a login learns of both at once.
 */
export class RoomEvents {
  readonly #outbox: Outbox;
  #streams: Event | undefined;

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  /** Takes a session's event. */
  take(event: Event): void {
    const cameUsers = event.kind === "roomUserUpdate" && event.update === WireUpdateType.Add;
    if (!cameUsers) this.#flush();
    if (event.kind === "roomStreamUpdate" && event.update === WireUpdateType.Add) {
      this.#streams = event;
      queueMicrotask(() => this.#flush());
    } else {
      emitRoomEvent(event, this.#outbox);
    }
  }

  #flush(): void {
    const streams = this.#streams;
    this.#streams = undefined;
    if (streams) emitRoomEvent(streams, this.#outbox);
  }
}

function emitRoomEvent(event: Event, { emit }: Outbox): void {
  switch (event.kind) {
    case "roomStateChanged":
      emitState(event.roomId, event.reason, event.code, event.extendedData, emit);
      break;
    case "roomUserUpdate":
      emit("roomUserUpdate", event.roomId, updateType(event.update), event.users.map(namedUser));
      break;
    case "roomOnlineUserCountUpdate":
      emit("roomOnlineUserCountUpdate", event.roomId, event.count);
      break;
    case "roomStreamUpdate": {
      const reasons = event.reasons.map(({ stream_id, code }) => ({ streamID: stream_id, code }));
      const extended = reasons.length === 0 ? {} : { stream_delete_reason: reasons };
      const type = updateType(event.update);
      emit("roomStreamUpdate", event.roomId, type, event.streams.map(roomStream), json(extended));
      break;
    }
    case "roomStreamExtraInfoUpdate": {
      const streams = event.streams.map(({ stream_id, user, extra_info }) => ({
        streamID: stream_id,
        user: namedUser(user),
        extraInfo: extra_info ?? "",
      }));
      emit("streamExtraInfoUpdate", event.roomId, streams);
      break;
    }
    case "roomExtraInfoUpdate": {
      const infos = event.infos.map(({ key, value, update_user, update_time_ms }) => ({
        key,
        value,
        updateUser: namedUser(update_user),
        updateTime: update_time_ms,
      }));
      emit("roomExtraInfoUpdate", event.roomId, infos);
      break;
    }
    case "roomTokenWillExpire":
      emit("tokenWillExpire", event.roomId);
      break;
    case "recvBroadcastMessages":
      emit("IMRecvBroadcastMessage", event.roomId, event.messages.map(message));
      break;
    case "recvBarrageMessages":
      emit("IMRecvBarrageMessage", event.roomId, event.messages.map(message));
      break;
    case "recvCustomCommand":
      emit("IMRecvCustomCommand", event.roomId, namedUser(event.fromUser), event.command);
      break;
    default:
      break;
  }
}

/** Further facts of a state as the text that events carry. */
export function json(extendedData: ExtendedData | object): string {
  return JSON.stringify(extendedData);
}

function emitState(
  roomId: string,
  wireReason: RoomStateChangedReason,
  wireCode: number,
  extendedData: ExtendedData,
  emit: Outbox["emit"],
): void {
  const reason = REASONS[wireReason] ?? "LOGOUT";
  const code = webCode(wireCode);
  const state = STATES[reason];
  if (state) emit("roomStateUpdate", roomId, state, code, json(extendedData));
  emit("roomStateChanged", roomId, reason, code, json(extendedData));
}

function updateType(update: WireUpdateType): UpdateType {
  return update === WireUpdateType.Add ? "ADD" : "DELETE";
}

function namedUser({ user_id, user_name }: WireUser): NamedUser {
  return { userID: user_id, userName: user_name };
}

function roomStream({ stream_id, user, extra_info }: Stream): RoomStream {
  return {
    streamID: stream_id,
    user: namedUser(user),
    extraInfo: extra_info ?? "",
    urlsFLV: "",
    urlsRTMP: "",
    urlsHLS: "",
    urlsHttpsFLV: "",
    urlsHttpsHLS: "",
  };
}

function message<Id>(sent: {
  message_id: Id;
  message: string;
  send_time_ms: number;
  from_user: WireUser;
}): { fromUser: NamedUser; message: string; sendTime: number; messageID: Id } {
  return {
    fromUser: namedUser(sent.from_user),
    message: sent.message,
    sendTime: sent.send_time_ms,
    messageID: sent.message_id,
  };
}
