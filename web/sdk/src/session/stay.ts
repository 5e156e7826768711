/** One stay in a room: from the login call to its terminal event. */
import type { LoginConfig, Error as ProtocolError, RoomId, User } from "../protocol/generated";
import type { RoomView } from "./room-view";

/** See the module. */
export interface Stay {
  roomId: RoomId;
  user: User;
  config: LoginConfig;
  token: string;
  /** The token before, while the server has not got this one yet. */
  renewing: string | undefined;
  /** The call that waits for the login's result. */
  call: number | undefined;
  /** Its name. */
  function: string;
  phase: Phase;
  /** When retrying ends; `undefined` while logged in. */
  giveUpAt: number | undefined;
  /** The session that the server knows, as far as this client can tell. */
  known: KnownSession | undefined;
  view: RoomView;
  /** Why the last try failed. */
  lastFailure: ProtocolError | undefined;
}

/** How far the stay is. */
export type Phase =
  /** The first login has not succeeded yet. */
  | { kind: "loggingIn" }
  /** In the room, since then. */
  | { kind: "connected"; since: number }
  /** Was in the room; the link or the session is lost. */
  | { kind: "reconnecting" };

/** What a resume needs. */
export interface KnownSession {
  sessionId: string;
  resumeKey: string;
  lastSeq: number;
  roomSessionId: string;
}
