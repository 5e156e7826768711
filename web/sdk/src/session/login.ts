/** Into a room and out of it: login, logout, switch, destroy, and what ends a stay. */
import {
  ErrorCode,
  type LoggedIn,
  type LoginConfig,
  makeError,
  type Error as ProtocolError,
  RoomStateChangedReason as Reason,
  type RoomId,
  type User,
} from "../protocol/generated";
import { abandonRequests } from "./answers";
import { explained } from "./errors";
import type { Command, ExtendedData } from "./io";
import type { Machine } from "./machine";
import { MediaPath } from "./media-path";
import { roomSnapshot } from "./pushes";
import { RoomView } from "./room-view";
import type { Result } from "./server-message";
import { endStreams } from "./streams";
import { after } from "./time";

type Call<Kind> = Extract<Command, { kind: Kind }>;

export function login(
  machine: Machine,
  now: number,
  { request, roomId, user, config, token }: Call<"login">,
): void {
  if (machine.stay) {
    const message = `the engine is already in room ${JSON.stringify(machine.stay.roomId)}`;
    machine.done(request, "login_room", { error: makeError(ErrorCode.ALREADY_LOGGED_IN, message) });
    return;
  }
  enter(machine, now, { request, function: "login_room", roomId, user, config, token });
}

export function logout(machine: Machine, { request, roomId: named }: Call<"logout">): void {
  const name = "logout_room";
  const current = machine.stay?.roomId;
  const roomId = named ?? current;
  if (roomId === undefined) {
    const error = makeError(ErrorCode.NOT_IN_ROOM, "the engine is in no room");
    machine.done(request, name, { error });
    return;
  }
  if (current !== roomId) {
    const error = notThatRoom(machine, roomId);
    roomFailure(machine, roomId, Reason.LogoutFailed, error);
    machine.done(request, name, { error });
    return;
  }
  leave(machine, undefined);
  closeSocket(machine);
  machine.done(request, name, { ok: { kind: "nothing" } });
}

export function switchRoom(
  machine: Machine,
  now: number,
  { request, from, to, config, token }: Call<"switchRoom">,
): void {
  const name = "switch_room";
  const { stay } = machine;
  if (stay?.roomId !== from) {
    machine.done(request, name, { error: notThatRoom(machine, from) });
    return;
  }
  if (token === "" && stay.token !== "") {
    const message = "the login used a Token, so switch_room needs one too";
    const hint = "Put a Token for the next room into the room config.";
    machine.done(request, name, {
      error: { ...makeError(ErrorCode.NO_CREDENTIALS, message), hint },
    });
    return;
  }
  const { user } = stay;
  leave(machine, undefined);
  enter(machine, now, { request, function: name, roomId: to, user, config, token });
  if (machine.link.kind === "waiting") {
    // The application wants something: the pause of the stay before is over.
    machine.linkRetry.reset();
    machine.link = { kind: "waiting", until: now };
  }
}

export function destroy(machine: Machine): void {
  if (machine.stay) {
    leave(machine, undefined);
  }
  closeSocket(machine);
  dropTransport(machine);
  machine.earlyExtraInfos.clear();
}

export function renewToken(machine: Machine, roomId: RoomId, token: string): void {
  const { stay } = machine;
  if (stay?.roomId === roomId) {
    stay.renewing = stay.token;
    stay.token = token;
  } else {
    machine.debugError("renew_token", notThatRoom(machine, roomId));
  }
}

/** Sends a renewed token that the server has not seen. */
export function sendToken(machine: Machine, now: number): void {
  const { stay } = machine;
  if (stay?.renewing !== undefined) {
    const previous = stay.renewing;
    stay.renewing = undefined;
    const request = { op: "renew_token", token: stay.token } as const;
    machine.ask(now, request, { kind: "renewToken", previous });
  }
}

/** The server took the renewed token, or refused it: then the one before is used again. */
export function tokenAnswered(machine: Machine, previous: string, result: Result<unknown>): void {
  if ("error" in result && machine.stay) {
    machine.stay.token = previous;
    machine.debugError("renew_token", result.error);
  }
}

interface Entry {
  request: number;
  function: string;
  roomId: RoomId;
  user: User;
  config: LoginConfig;
  token: string;
}

function enter(machine: Machine, now: number, entry: Entry): void {
  const { request, roomId, user, config, token } = entry;
  roomEvent(machine, roomId, Reason.Logining, ErrorCode.OK, {});
  machine.stay = {
    view: new RoomView(roomId, user.user_id),
    roomId,
    user,
    config,
    token,
    renewing: undefined,
    call: request,
    function: entry.function,
    phase: { kind: "loggingIn" },
    giveUpAt: after(now, machine.config.roomRetryMs),
    known: undefined,
    lastFailure: undefined,
  };
}

/** The server let the user in: for the first time, or again after it forgot the session. */
export function loggedInAnew(machine: Machine, now: number, answer: LoggedIn): void {
  const sdp = machine.path.answered(now, answer.transport, machine.random);
  if (sdp !== undefined) {
    machine.output({ kind: "transportAnswer", sdp });
  }
  if (machine.stay === undefined) {
    return;
  }
  machine.stay.known = {
    sessionId: answer.session_id,
    resumeKey: answer.resume_key,
    lastSeq: 0,
    roomSessionId: answer.room.room_session_id,
  };
  // The login carried the newest token.
  machine.stay.renewing = undefined;
  connected(machine, now);
  roomSnapshot(machine, answer.room);
}

/** The stay is in order (again). */
export function connected(machine: Machine, now: number): void {
  const { stay } = machine;
  if (stay === undefined) {
    return;
  }
  const reason = stay.phase.kind === "loggingIn" ? Reason.Logined : Reason.Reconnected;
  stay.phase = { kind: "connected", since: now };
  stay.giveUpAt = undefined;
  stay.lastFailure = undefined;
  const { call } = stay;
  stay.call = undefined;
  const roomSessionId = stay.known?.roomSessionId ?? "";
  const facts = { room_session_id: roomSessionId };
  roomEvent(machine, stay.roomId, reason, ErrorCode.OK, facts);
  if (call !== undefined) {
    machine.done(call, stay.function, { ok: { kind: "loggedIn", roomSessionId } });
  }
}

/**
 * Ends the stay for a reason that no retry can mend; `kicked` where the server threw the user
 * out.
 */
export function refused(machine: Machine, error: ProtocolError, kicked: boolean): void {
  if (machine.stay === undefined) {
    return;
  }
  const failed =
    machine.stay.phase.kind === "loggingIn" ? Reason.LoginFailed : Reason.ReconnectFailed;
  leave(machine, { reason: kicked ? Reason.KickOut : failed, error });
  closeSocket(machine);
}

/**
 * Ends the stay: streams first, then the room. Without a cause it is a logout, which the server
 * is told and which keeps the transport.
 */
function leave(
  machine: Machine,
  cause: { reason: Reason; error: ProtocolError } | undefined,
): void {
  endStreams(machine, cause?.error);
  const error = cause?.error ?? makeError(ErrorCode.DISCONNECTED, "the engine left the room");
  abandonRequests(machine, error);
  machine.endings = [];
  const { stay } = machine;
  if (stay === undefined) {
    return;
  }
  machine.stay = undefined;
  if (machine.link.kind === "open" && cause === undefined) {
    machine.send(machine.requests.addForgotten(), { op: "logout" });
  }
  if (cause !== undefined || machine.path.reusable() === undefined) {
    dropTransport(machine);
  }
  if (cause) {
    roomFailure(machine, stay.roomId, cause.reason, cause.error);
  } else {
    roomEvent(machine, stay.roomId, Reason.Logout, ErrorCode.OK, {});
  }
  if (stay.call !== undefined) {
    machine.done(stay.call, stay.function, { error });
  }
}

function closeSocket(machine: Machine): void {
  if (machine.link.kind === "opening" || machine.link.kind === "open") {
    machine.output({ kind: "closeSocket" });
  }
  machine.link = { kind: "closed" };
  machine.linkRetry.reset();
}

function dropTransport(machine: Machine): void {
  if (machine.path.exists) {
    machine.output({ kind: "transportDrop" });
  }
  machine.path = new MediaPath();
}

function notThatRoom({ stay }: Machine, roomId: RoomId): ProtocolError {
  const current = stay
    ? `the engine is in room ${JSON.stringify(stay.roomId)}`
    : "the engine is in no room";
  const message = `${JSON.stringify(roomId)} was named, but ${current}`;
  return makeError(ErrorCode.NOT_THAT_ROOM, message);
}

/** Tells a room state that is a failure. */
export function roomFailure(
  machine: Machine,
  roomId: RoomId,
  reason: Reason,
  error: ProtocolError,
): void {
  roomEvent(machine, roomId, reason, error.code, explained(error));
}

function roomEvent(
  machine: Machine,
  roomId: RoomId,
  reason: Reason,
  code: ErrorCode,
  extendedData: ExtendedData,
): void {
  machine.event({ kind: "roomStateChanged", roomId, reason, code, extendedData });
}
