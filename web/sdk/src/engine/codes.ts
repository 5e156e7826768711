/** Codes of the wire, which are those of native clients, as the numbers of the Web SDK. */
import { ErrorCode, makeError, type Error as WireError } from "../protocol/generated";
import { ExpressError } from "./errors";

/** Numbers that only the Web SDK has. */
export const WebCode = {
  Network: 1000017,
  AppId: 1001004,
  LoginTwice: 1002056,
  Parameter: 1100001,
  SocketClosed: 1100003,
  NoEngine: 1101000,
  ModuleMissing: 1101003,
  LoginRunning: 1102012,
  TokenFormat: 1102016,
  TokenExpired: 1102018,
  AuthFailed: 1102020,
  LoginCancelled: 1102026,
  PublishRight: 1103019,
  NotPublishing: 1103040,
  PlayTwice: 1103049,
  PublishRetryOver: 1103051,
  PublishTwice: 1103056,
  PlayRetryOver: 1104031,
  StreamMissing: 1104039,
  NotPlaying: 1104044,
  TooManyPlays: 1104045,
  TooFrequent: 1109001,
} as const;

const TRANSLATIONS: ReadonlyMap<number, number> = new Map([
  [ErrorCode.FEATURE_MISSING, WebCode.ModuleMissing],
  [ErrorCode.ILLEGAL_PARAMETER, WebCode.Parameter],
  [ErrorCode.ALREADY_LOGGED_IN, WebCode.LoginTwice],
  [ErrorCode.CANNOT_CONNECT, WebCode.Network],
  [ErrorCode.LINK_BROKEN, WebCode.Network],
  [ErrorCode.DISCONNECTED, WebCode.SocketClosed],
  // Not the Web's 1002056, which is a second login.
  [ErrorCode.KICKED_TOKEN_EXPIRED, WebCode.TokenExpired],
  // Not the Web's 1002014, which is a missing room.
  [ErrorCode.ROOM_EXTRA_INFO_KEY_EMPTY, WebCode.Parameter],
  [ErrorCode.AUTHENTICATION_FAILED, WebCode.AuthFailed],
  [ErrorCode.NO_CREDENTIALS, WebCode.AuthFailed],
  [ErrorCode.TOKEN_INTERNAL, WebCode.AuthFailed],
  [ErrorCode.TOKEN_APP_ID, WebCode.AuthFailed],
  [ErrorCode.TOKEN_NONCE, WebCode.AuthFailed],
  [ErrorCode.TOKEN_FORMAT, WebCode.TokenFormat],
  // A text that does not start with 04 is no token at all to the Web SDK.
  [ErrorCode.TOKEN_VERSION, WebCode.TokenFormat],
  [ErrorCode.TOKEN_EXPIRED, WebCode.TokenExpired],
  [ErrorCode.TOKEN_NO_PUBLISH, WebCode.PublishRight],
  [ErrorCode.SIGNAL_RATE, WebCode.TooFrequent],
  [ErrorCode.PUBLISH_RETRY_BUDGET_USED_UP, WebCode.PublishRetryOver],
  [ErrorCode.PUBLISH_NOT_ALLOWED, WebCode.PublishRight],
  [ErrorCode.STREAM_EXTRA_INFO_FAILED, WebCode.NotPublishing],
  [ErrorCode.TOO_MANY_PLAYS, WebCode.TooManyPlays],
  [ErrorCode.NOT_PLAYING, WebCode.NotPlaying],
]);

/** The Web SDK's number for a code of the wire. */
export function webCode(code: number): number {
  return TRANSLATIONS.get(code) ?? code;
}

/** An error of the wire as the application gets it. */
export function webError({ code, name, message, hint }: WireError): ExpressError {
  return new ExpressError({ code: webCode(code), name, message, hint });
}

/** An error that this SDK finds itself, by its code on the wire. */
export function wireError(code: number, message: string): ExpressError {
  return webError(makeError(code, message));
}

/** The error of a call on an engine that is no more. */
export function engineDestroyed(): ExpressError {
  return new ExpressError({
    code: WebCode.NoEngine,
    name: "no_engine",
    message: "the engine was destroyed",
    hint: "Make another one",
  });
}

/** The code of a play that is over: which of the two ways it ran out. */
export function endedPlayCode(code: number, streamMissing: boolean): number {
  if (code !== ErrorCode.PLAY_INTERRUPTED && code !== ErrorCode.STREAM_MISSING)
    return webCode(code);
  return streamMissing ? WebCode.StreamMissing : WebCode.PlayRetryOver;
}
