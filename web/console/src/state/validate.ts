/** Checks what was typed before anything is sent, by the server's own rules. */

import { type IdRule, ROOM_ID_RULE, STREAM_ID_RULE, USER_ID_RULE } from "cooee-web/protocol";

/** A field of the join form that can be wrong. */
export type FieldName = "app" | "room" | "user" | "token" | "server" | "stream";

/** What is wrong with a field; each has a sentence in every language. */
export type Problem =
  | "app.empty"
  | "app.digits"
  | "app.range"
  | "room.empty"
  | "room.characters"
  | "room.long"
  | "user.empty"
  | "user.characters"
  | "user.long"
  | "stream.characters"
  | "stream.long"
  | "server.url"
  | "server.secure";

/** What the join form holds. */
export interface Identity {
  app: string;
  room: string;
  user: string;
  server: string;
  stream: string;
}

/** The fields that are wrong, with the first thing that is wrong about each. */
export type Problems = Partial<Record<FieldName, Problem>>;

const LARGEST_APP_ID = 0xffff_ffff;

/** Looks through the whole form. `secure`: whether the page itself came over https. */
export function check(identity: Identity, secure: boolean): Problems {
  const problems: Problems = {};
  const note = (field: FieldName, problem: Problem | undefined) => {
    if (problem) {
      problems[field] = problem;
    }
  };
  note("app", checkApp(identity.app));
  note("room", identity.room ? checkId("room", identity.room, ROOM_ID_RULE) : "room.empty");
  note("user", identity.user ? checkId("user", identity.user, USER_ID_RULE) : "user.empty");
  note("stream", checkId("stream", identity.stream, STREAM_ID_RULE));
  note("server", checkServer(identity.server, secure));
  return problems;
}

function checkApp(text: string): Problem | undefined {
  if (text === "") {
    return "app.empty";
  }
  if (!/^\d+$/.test(text)) {
    return "app.digits";
  }
  const number = Number(text);
  return number >= 1 && number <= LARGEST_APP_ID ? undefined : "app.range";
}

/** Checks an ID by the rule that client and server share. */
function checkId<Field extends "room" | "user" | "stream">(
  field: Field,
  text: string,
  rule: IdRule,
): `${Field}.characters` | `${Field}.long` | undefined {
  if (rule.refused.test(text)) {
    return `${field}.characters`;
  }
  return bytes(text) > rule.mostBytes ? `${field}.long` : undefined;
}

/** Empty is right: the server that the page came from. */
function checkServer(text: string, secure: boolean): Problem | undefined {
  if (text === "") {
    return undefined;
  }
  const scheme = /^(wss?|https?):\/\/[^\s/]+/.exec(text)?.[1];
  if (!scheme || !URL.canParse(text)) {
    return "server.url";
  }
  return secure && (scheme === "ws" || scheme === "http") && !isLoopback(new URL(text).hostname)
    ? "server.secure"
    : undefined;
}

/** Browsers let a secure page speak to its own machine without TLS. */
function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127\./.test(host);
}

/** Limits count bytes of UTF-8. */
export function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** A streamID that is free with some likelihood and tells whose it is. */
export function defaultStreamId(user: string): string {
  const plain = user.replace(/[^0-9A-Za-z_-]/g, "_").slice(0, 200);
  return `${plain}-web`;
}
