/** Checks what applications pass as ids. */
import {
  type IdRule,
  makeError,
  ROOM_ID_RULE,
  STREAM_ID_RULE,
  USER_ID_RULE,
  USER_NAME_RULE,
  type User as WireUser,
} from "../protocol/generated";
import { WebCode, webError } from "./codes";
import { ExpressError } from "./errors";
import type { User } from "./types";

/** A roomID, or an error. */
export function checkRoomId(value: unknown): string {
  return check(value, ROOM_ID_RULE);
}

/** A streamID, or an error. */
export function checkStreamId(value: unknown): string {
  return check(value, STREAM_ID_RULE);
}

/** A userID, or an error. */
export function checkUserId(value: unknown): string {
  return check(value, USER_ID_RULE);
}

/** A user with a name: the userID where there is none. */
export function checkUser(user: User | undefined): WireUser {
  const userId = checkUserId(user?.userID);
  const userName = user?.userName;
  const named = userName !== undefined && userName !== null && userName !== "";
  return { user_id: userId, user_name: named ? check(userName, USER_NAME_RULE) : userId };
}

/** A text, or an error. */
export function checkText(value: unknown, what: string): string {
  if (typeof value === "string") return value;
  throw new ExpressError({
    code: WebCode.Parameter,
    name: "parameter",
    message: `${what} is no text but ${typeof value}`,
    hint: "Check the order of the arguments",
  });
}

function check(value: unknown, rule: IdRule): string {
  if (value === undefined || value === null || value === "") {
    throw webError(makeError(rule.empty, `the ${rule.what} is empty`));
  }
  const text = checkText(value, rule.what);
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > rule.mostBytes) {
    const message = `the ${rule.what} has ${bytes} bytes, the most are ${rule.mostBytes}`;
    throw webError(makeError(rule.tooLong, message));
  }
  const refused = rule.refused.exec(text)?.[0];
  if (refused !== undefined) {
    const message = `the ${rule.what} holds ${JSON.stringify(refused)}`;
    throw webError(makeError(rule.characters, message));
  }
  return text;
}
