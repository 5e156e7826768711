import { expect, test } from "vitest";
import { endedPlayCode, webCode, webError, wireError } from "../../src/engine/codes";
import { ErrorCode } from "../../src/protocol/generated";

const TRANSLATED: [keyof typeof ErrorCode, number][] = [
  ["TOKEN_EXPIRED", 1102018],
  ["TOKEN_FORMAT", 1102016],
  ["TOKEN_VERSION", 1102016],
  ["TOKEN_USER_ID", 1002077],
  ["TOKEN_APP_ID", 1102020],
  ["TOKEN_NONCE", 1102020],
  ["TOKEN_INTERNAL", 1102020],
  ["AUTHENTICATION_FAILED", 1102020],
  ["NO_CREDENTIALS", 1102020],
  ["ALREADY_LOGGED_IN", 1002056],
  ["KICKED_TOKEN_EXPIRED", 1102018],
  ["LINK_BROKEN", 1000017],
  ["ILLEGAL_PARAMETER", 1100001],
  ["FEATURE_MISSING", 1101003],
  ["PUBLISH_NOT_ALLOWED", 1103019],
  ["PUBLISH_RETRY_BUDGET_USED_UP", 1103051],
  ["TOO_MANY_PLAYS", 1104045],
];

test.each(TRANSLATED)("%s is another number on the Web", (name, expected) => {
  expect(webCode(ErrorCode[name])).toBe(expected);
});

const SHARED: (keyof typeof ErrorCode)[] = [
  "OK",
  "NOT_IN_ROOM",
  "APP_ID_WRONG",
  "ROOM_FULL",
  "KICKED_BY_SAME_USER",
  "KICKED_BY_SERVER",
  "RETRY_BUDGET_USED_UP",
  "STREAM_ID_LIVE",
  "PUBLISH_INTERRUPTED",
  "PLAY_INTERRUPTED",
  "STREAM_MISSING",
  "MESSAGE_RATE",
];

test.each(SHARED)("%s is the same number", (name) => {
  expect(webCode(ErrorCode[name])).toBe(ErrorCode[name]);
});

test("no translated number means something else in a native error", () => {
  // The Web's second login is the native kick by an expired token, and the Web's lost network the
  // native bad argument: both are translated away, so that neither number has two meanings.
  const wire = new Set<number>(Object.values(ErrorCode));
  for (const code of wire) {
    const translated = webCode(code);
    if (translated !== code && wire.has(translated))
      expect(webCode(translated)).not.toBe(translated);
  }
});

test("a play runs out in two ways", () => {
  expect(endedPlayCode(ErrorCode.PLAY_INTERRUPTED, true)).toBe(1104039);
  expect(endedPlayCode(ErrorCode.PLAY_INTERRUPTED, false)).toBe(1104031);
  expect(endedPlayCode(ErrorCode.KICKED_BY_SAME_USER, true)).toBe(1002050);
  expect(endedPlayCode(ErrorCode.OK, true)).toBe(0);
});

test("an error has the four names that pages read, and says what to do", () => {
  const error = webError({
    code: 1002078,
    name: "token_expired",
    message: "it is",
    hint: "Renew.",
  });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({
    code: 1102018,
    errorCode: 1102018,
    name: "token_expired",
    message: "it is",
    msg: "it is. Renew.",
    hint: "Renew.",
  });
  expect(JSON.parse(error.extendedData)).toEqual({ message: "it is", hint: "Renew." });
  expect(wireError(ErrorCode.NOT_IN_ROOM, "x").hint).not.toBe("");
});
