/** What a refusal by the server means for trying again. */
import { ErrorCode } from "../protocol/generated";

/** Over-rate codes of the app and of the room, which Cooee's own server does not send. */
const APP_RATE: ErrorCode = 1002071;
const ROOM_RATE: ErrorCode = 1002072;

const TEMPORARY: ReadonlySet<ErrorCode> = new Set([
  APP_RATE,
  ROOM_RATE,
  ErrorCode.SIGNAL_RATE,
  ErrorCode.ROOM_INTERNAL,
  ErrorCode.PUBLISH_INTERNAL,
  ErrorCode.PUBLISH_INTERRUPTED,
  ErrorCode.PLAY_INTERNAL,
  ErrorCode.PLAY_INTERRUPTED,
]);

const KICKS: ReadonlySet<ErrorCode> = new Set([
  ErrorCode.KICKED_BY_SAME_USER,
  ErrorCode.KICKED_BY_SERVER,
  ErrorCode.KICKED_TOKEN_EXPIRED,
]);

/** Whether the same request may succeed later. All other refusals are final at once. */
export function isTemporary(code: ErrorCode): boolean {
  return TEMPORARY.has(code);
}

/** Whether the server says that it does not know the session (any more). */
export function isSessionUnknown(code: ErrorCode): boolean {
  return code === ErrorCode.SESSION_FAULT || code === ErrorCode.NOT_IN_ROOM;
}

/** Whether a returning client is told that it was thrown out meanwhile. */
export function isKick(code: ErrorCode): boolean {
  return KICKS.has(code);
}

/** Whether a play with this code goes on waiting for its stream. */
export function isWaiting(code: ErrorCode): boolean {
  return code === ErrorCode.OK || code === ErrorCode.STREAM_MISSING || isTemporary(code);
}
