/** Readers of what a room holds. */
import {
  type BarrageMessage,
  type BroadcastMessage,
  type Error as ProtocolError,
  RemoteDeviceState,
  type RoomExtraInfo,
  type RoomSnapshot,
  type Stream,
  StreamDeleteReason,
  type StreamDeletion,
  type User,
} from "../protocol/generated";
import { Fields, list, oneOf, type Reader, text, whole, whole32 } from "./read";

/** What a microphone or camera does. */
export const deviceState = oneOf(RemoteDeviceState);

/** An error of the server. */
export const protocolError: Reader<ProtocolError> = (value, name) => {
  const fields = new Fields(value, name);
  return {
    code: fields.get("code", whole32),
    name: fields.get("name", text),
    message: fields.get("message", text),
    hint: fields.get("hint", text),
  };
};

export const user: Reader<User> = (value, name) => {
  const fields = new Fields(value, name);
  return { user_id: fields.get("user_id", text), user_name: fields.get("user_name", text) };
};

/** A stream, with the defaults of what the server leaves out. */
export const stream: Reader<Stream> = (value, name) => {
  const fields = new Fields(value, name);
  return {
    stream_id: fields.get("stream_id", text),
    user: fields.get("user", user),
    extra_info: fields.or("extra_info", text, ""),
    mic_state: fields.or("mic_state", deviceState, RemoteDeviceState.Open),
    camera_state: fields.or("camera_state", deviceState, RemoteDeviceState.Disable),
  };
};

export const streamDeletion: Reader<StreamDeletion> = (value, name) => {
  const fields = new Fields(value, name);
  return {
    stream_id: fields.get("stream_id", text),
    code: fields.get("code", oneOf(StreamDeleteReason)),
  };
};

export const roomExtraInfo: Reader<RoomExtraInfo> = (value, name) => {
  const fields = new Fields(value, name);
  return {
    key: fields.get("key", text),
    value: fields.get("value", text),
    update_user: fields.get("update_user", user),
    update_time_ms: fields.get("update_time_ms", whole),
  };
};

export const broadcastMessage: Reader<BroadcastMessage> = (value, name) => {
  const fields = new Fields(value, name);
  return {
    message_id: fields.get("message_id", whole),
    message: fields.get("message", text),
    send_time_ms: fields.get("send_time_ms", whole),
    from_user: fields.get("from_user", user),
  };
};

export const barrageMessage: Reader<BarrageMessage> = (value, name) => {
  const fields = new Fields(value, name);
  return {
    message_id: fields.get("message_id", text),
    message: fields.get("message", text),
    send_time_ms: fields.get("send_time_ms", whole),
    from_user: fields.get("from_user", user),
  };
};

export const roomSnapshot: Reader<RoomSnapshot> = (value, name) => {
  const fields = new Fields(value, name);
  return {
    room_id: fields.get("room_id", text),
    room_session_id: fields.get("room_session_id", text),
    users: fields.get("users", list(user)),
    streams: fields.get("streams", list(stream)),
    ...fields.maybe("extra_info", roomExtraInfo),
    online_user_count: fields.get("online_user_count", whole32),
  };
};
