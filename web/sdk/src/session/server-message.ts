/** What the server sends: the envelopes, and the bodies of answers. */
import {
  type Answered,
  ErrorCode,
  type LoggedIn,
  makeError,
  type PlayAnswer,
  type Error as ProtocolError,
  type Event as Push,
  RemoteDeviceState,
  type Resumed,
  type SentTransport,
} from "../protocol/generated";
import { readPush } from "./push-values";
import {
  anything,
  Fields,
  flag,
  type Reader,
  sessionId,
  text,
  Unreadable,
  whole,
  whole32,
} from "./read";
import { deviceState, protocolError, roomSnapshot } from "./room-values";

/** Success with a value, or an error. */
export type Result<T> = { ok: T } | { error: ProtocolError };

/** One message of the server. */
export type ServerMessage =
  | { kind: "hello"; version: number; heartbeatMs: number }
  /** The answer to a request; without `id` where its text could not be read that far. */
  | { kind: "answer"; id: number | undefined; result: Result<unknown> }
  | { kind: "push"; seq: number; push: Push };

/** Reads one WebSocket text; `undefined` if it says nothing that this version knows. */
export function parseServerMessage(source: string): ServerMessage | undefined {
  try {
    return readMessage(JSON.parse(source));
  } catch (error) {
    if (error instanceof Unreadable || error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

function readMessage(value: unknown): ServerMessage {
  const fields = new Fields(value, "the text");
  if (fields.has("hello")) {
    const hello = fields.get("hello", (value, name) => new Fields(value, name));
    return {
      kind: "hello",
      version: hello.get("version", whole32),
      heartbeatMs: hello.get("heartbeat_ms", whole),
    };
  }
  const seq = number(fields, "seq");
  if (seq !== undefined) {
    return { kind: "push", seq, push: readPush(fields) };
  }
  const id = number(fields, "id");
  if (fields.has("ok")) {
    return { kind: "answer", id, result: { ok: fields.get("ok", anything) } };
  }
  return { kind: "answer", id, result: { error: fields.get("error", protocolError) } };
}

/** A number of the envelope; anything else is as good as none. */
function number(fields: Fields, name: string): number | undefined {
  return fields.get(name, (value) =>
    typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : undefined,
  );
}

const sentTransport: Reader<SentTransport> = (value, name) => {
  const fields = new Fields(value, name);
  return {
    transport_id: fields.get("transport_id", sessionId),
    transport_key: fields.get("transport_key", text),
    ...fields.maybe("answer", text),
  };
};

/** The answer of `login`. */
export const loggedIn: Reader<LoggedIn> = (value, name) => {
  const fields = new Fields(value, name);
  return {
    session_id: fields.get("session_id", sessionId),
    resume_key: fields.get("resume_key", text),
    transport: fields.get("transport", sentTransport),
    room: fields.get("room", roomSnapshot),
  };
};

/** The answer of `resume`. */
export const resumed: Reader<Resumed> = (value, name) => {
  const fields = new Fields(value, name);
  return {
    ...fields.maybe("snapshot", roomSnapshot),
    seq: fields.get("seq", whole),
    ...fields.maybe("transport_id", sessionId),
  };
};

/** The answer of `offer`. */
export const answered: Reader<Answered> = (value, name) => ({
  transport: new Fields(value, name).get("transport", sentTransport),
});

/** The answer of `play`. */
export const playAnswer: Reader<PlayAnswer> = (value, name) => {
  const fields = new Fields(value, name);
  return {
    live: fields.get("live", flag),
    mic_state: fields.or("mic_state", deviceState, RemoteDeviceState.Open),
    camera_state: fields.or("camera_state", deviceState, RemoteDeviceState.Disable),
  };
};

/** The `message_id` of an answer of `send_broadcast_message`. */
export const broadcastId: Reader<number> = (value, name) =>
  new Fields(value, name).get("message_id", whole);

/** The `message_id` of an answer of `send_barrage_message`. */
export const barrageId: Reader<string> = (value, name) =>
  new Fields(value, name).get("message_id", text);

/** Reads an answer's body. One that cannot be read counts as a failure inside the server. */
export function readAnswer<T>(result: Result<unknown>, read: Reader<T>): Result<T> {
  if ("error" in result) {
    return result;
  }
  try {
    return { ok: read(result.ok, "the answer") };
  } catch (error) {
    if (error instanceof Unreadable) {
      const message = `the server's answer cannot be read: ${error.message}`;
      return { error: makeError(ErrorCode.ROOM_INTERNAL, message) };
    }
    throw error;
  }
}
