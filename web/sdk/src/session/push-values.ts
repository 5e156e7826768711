/** The reader of what the server tells unasked. */
import { type Event as Push, RemoteDeviceState, UpdateType } from "../protocol/generated";
import {
  type Fields,
  flag,
  list,
  oneOf,
  sessionId,
  share,
  text,
  Unreadable,
  whole,
  whole32,
} from "./read";
import {
  barrageMessage,
  broadcastMessage,
  deviceState,
  protocolError,
  roomExtraInfo,
  stream,
  streamDeletion,
  user,
} from "./room-values";

const updateType = oneOf(UpdateType);

/** Reads a push, of which the fields are given. */
export function readPush(fields: Fields): Push {
  const event = fields.get("event", text);
  switch (event) {
    case "room_users":
      return {
        event,
        update: fields.get("update", updateType),
        users: fields.get("users", list(user)),
      };
    case "room_streams":
      return {
        event,
        update: fields.get("update", updateType),
        streams: fields.get("streams", list(stream)),
        ...fields.maybe("reasons", list(streamDeletion)),
      };
    case "stream_extra_info":
      return { event, streams: fields.get("streams", list(stream)) };
    case "room_extra_info":
      return { event, infos: fields.get("infos", list(roomExtraInfo)) };
    case "online_user_count":
      return { event, count: fields.get("count", whole32) };
    case "broadcast_messages":
      return { event, messages: fields.get("messages", list(broadcastMessage)) };
    case "barrage_messages":
      return { event, messages: fields.get("messages", list(barrageMessage)) };
    case "custom_command":
      return {
        event,
        from_user: fields.get("from_user", user),
        command: fields.get("command", text),
      };
    case "play_state":
      return {
        event,
        stream_id: fields.get("stream_id", text),
        live: fields.get("live", flag),
        code: fields.get("code", whole32),
        mic_state: fields.or("mic_state", deviceState, RemoteDeviceState.Open),
        camera_state: fields.or("camera_state", deviceState, RemoteDeviceState.Disable),
      };
    case "remote_mic_state":
    case "remote_camera_state":
      return {
        event,
        stream_id: fields.get("stream_id", text),
        state: fields.get("state", deviceState),
      };
    case "stream_feedback":
      return {
        event,
        stream_id: fields.get("stream_id", text),
        loss: fields.get("loss", share),
        jitter_ms: fields.get("jitter_ms", whole32),
      };
    case "publish_stopped":
      return {
        event,
        stream_id: fields.get("stream_id", text),
        error: fields.get("error", protocolError),
      };
    case "token_will_expire":
      return { event, remain_seconds: fields.get("remain_seconds", whole32) };
    case "transport_lost":
      return { event, transport_id: fields.get("transport_id", sessionId) };
    case "kicked_out":
      return { event, error: fields.get("error", protocolError) };
    case "draining":
      return { event, retry_after_ms: fields.get("retry_after_ms", whole) };
    default:
      throw new Unreadable(`the event ${event} is not known`);
  }
}
