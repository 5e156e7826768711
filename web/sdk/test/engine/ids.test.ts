import { expect, test } from "vitest";
import { checkRoomId, checkStreamId, checkText, checkUser } from "../../src/engine/ids";

const REFUSED: [string, () => unknown, number][] = [
  ["no room", () => checkRoomId(undefined), 1002011],
  ["an empty room", () => checkRoomId(""), 1002011],
  ["a room with a space", () => checkRoomId("a b"), 1002012],
  ["a long room", () => checkRoomId("r".repeat(128)), 1002013],
  ["a number as room", () => checkRoomId(7), 1100001],
  ["no user", () => checkUser(undefined), 1002005],
  ["a user with a space", () => checkUser({ userID: "a b" }), 1002006],
  ["a long user", () => checkUser({ userID: "u".repeat(64) }), 1002007],
  ["a long name", () => checkUser({ userID: "u", userName: "小".repeat(86) }), 1002010],
  ["an empty stream", () => checkStreamId(""), 1000015],
  ["a stream with a dot", () => checkStreamId("a.b"), 1000016],
  ["a long stream", () => checkStreamId("s".repeat(257)), 1000014],
  ["an object as text", () => checkText({}, "the message"), 1100001],
];

test.each(REFUSED)("refuses %s", (_what, check, code) => {
  expect(check).toThrow(expect.objectContaining({ code }));
});

test("takes what the rules allow, and names the nameless by their id", () => {
  expect(checkRoomId("~!@#$%^&*()_+=-`;’,.<>\\/")).toBeTruthy();
  expect(checkStreamId("s".repeat(256))).toHaveLength(256);
  expect(checkUser({ userID: "u" })).toEqual({ user_id: "u", user_name: "u" });
  expect(checkUser({ userID: "u", userName: "" })).toEqual({ user_id: "u", user_name: "u" });
  expect(checkUser({ userID: "u", userName: "小明" })).toEqual({ user_id: "u", user_name: "小明" });
});
