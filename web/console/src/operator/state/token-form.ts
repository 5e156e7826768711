/** What the form of the token maker means. */
import type { NewToken } from "./generated";

/** What was typed and ticked. */
export interface TokenForm {
  user: string;
  room: string;
  /** StreamIDs between commas or blanks. */
  streams: string;
  mayLogin: boolean;
  mayPublish: boolean;
  validSeconds: number;
}

/** The token that the form asks for. Privileges count only with a room. */
export function newToken(form: TokenForm): NewToken {
  const token: NewToken = { user_id: form.user.trim(), valid_seconds: form.validSeconds };
  const room = form.room.trim();
  if (!room) {
    return token;
  }
  return {
    ...token,
    room_id: room,
    may_login: form.mayLogin,
    may_publish: form.mayPublish,
    stream_ids: form.streams.split(/[\s,]+/).filter(Boolean),
  };
}

/** A link that fills in the debug page's form. The fragment never reaches a server. */
export function debugLink(origin: string, appId: number, made: NewToken, token: string): string {
  const values: [string, string][] = [
    ["app", `${appId}`],
    ["room", made.room_id ?? ""],
    ["user", made.user_id],
    ["token", token],
  ];
  const pairs = values.filter(([, value]) => value);
  const fragment = pairs.map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return `${origin}/debug#${fragment.join("&")}`;
}
