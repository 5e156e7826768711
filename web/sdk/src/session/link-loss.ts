/** The way back: opening the WebSocket, resuming or logging in on it, and losing it. */
import {
  ErrorCode,
  type LoggedIn,
  makeError,
  type Error as ProtocolError,
  RoomStateChangedReason as Reason,
  type Request,
  type Resumed,
  type TransportChoice,
  VERSION,
} from "../protocol/generated";
import { abandonRequests } from "./answers";
import { Heartbeat } from "./link";
import { connected, loggedInAnew, refused, roomFailure } from "./login";
import type { Machine } from "./machine";
import type { MediaPath } from "./media-path";
import { handleTransportGone, offerNewTransport } from "./offers";
import { expirePlays } from "./playing";
import { expirePublications } from "./publishing";
import { roomSnapshot } from "./pushes";
import { patience } from "./reconnect";
import { isKick, isSessionUnknown, isTemporary } from "./refusal";
import type { Result } from "./server-message";
import { askAgain, forgetSession } from "./streams";
import { after, isOver, shown } from "./time";

type LoginRequest = Extract<Request, { op: "login" }>;

/** A link that held for so long, in ms, starts its retries afresh when it is lost. */
const STEADY = 5_000;
/** The longest pause that a stopping server can ask for, in ms. */
const LONGEST_DRAIN = 60_000;

export function handleSocketOpened(machine: Machine, now: number): void {
  if (machine.link.kind === "opening") {
    machine.link.deadline = now + patience(machine.linkRetry.attempt);
  }
}

export function handleSocketClosed(machine: Machine, now: number, reason: string): void {
  if (machine.link.kind === "opening") {
    const message = `the server cannot be reached: ${reason}`;
    loseLink(machine, now, makeError(ErrorCode.CANNOT_CONNECT, message));
  } else if (machine.link.kind === "open") {
    loseLink(machine, now, linkBroken(reason));
  }
}

export function handleHello(
  machine: Machine,
  now: number,
  version: number,
  heartbeatMs: number,
): void {
  if (machine.link.kind !== "opening") {
    return;
  }
  if (version !== VERSION) {
    const message =
      `the server speaks version ${version} of the protocol; ` + `this client speaks ${VERSION}`;
    const hint = "Bring the SDK and the server to the same version.";
    refused(machine, { ...makeError(ErrorCode.CANNOT_CONNECT, message), hint }, false);
    return;
  }
  machine.link = { kind: "open", heartbeat: new Heartbeat(now, heartbeatMs) };
}

/** Retries at once what is broken or may be. */
export function handleNetworkChanged(machine: Machine, now: number): void {
  machine.linkRetry.reset();
  machine.path.hurry();
  machine.path.wantRestart();
  for (const stream of [...machine.publications.values(), ...machine.plays.values()]) {
    stream.retry.reset();
  }
  if (machine.link.kind === "waiting") {
    machine.link = { kind: "waiting", until: now };
  } else if (machine.link.kind === "open" && machine.isConnected) {
    doubtLink(machine, now);
  } else if (machine.link.kind !== "closed") {
    // An attempt on the former network would only be waited for in vain.
    giveUpSocket(machine, now, linkBroken("the network changed"));
    machine.linkRetry.reset();
    machine.link = { kind: "waiting", until: now };
  }
}

/** Asks the server for a sign of life sooner than usual. */
export function doubtLink(machine: Machine, now: number): void {
  const { link } = machine;
  if (link.kind === "open" && machine.isConnected && link.heartbeat.doubt(now)) {
    sendHeartbeat(machine);
  }
}

/** The server stops: back after the pause that it asks for. */
export function drained(machine: Machine, now: number, retryAfterMs: number): void {
  giveUpSocket(machine, now, linkBroken("the server stops"));
  if (machine.link.kind === "waiting") {
    machine.link.until += Math.min(retryAfterMs, LONGEST_DRAIN);
  }
}

/**
 * The server does not know the session: log in anew, on a fresh WebSocket so that a confused
 * server cannot make this a tight loop.
 */
export function sessionUnknown(machine: Machine, now: number, error: ProtocolError): void {
  forgetSession(machine);
  giveUpSocket(machine, now, error);
}

/** Closes a WebSocket that is of no use any more. */
function giveUpSocket(machine: Machine, now: number, error: ProtocolError): void {
  if (machine.link.kind === "opening" || machine.link.kind === "open") {
    machine.output({ kind: "closeSocket" });
  }
  loseLink(machine, now, error);
}

/** The WebSocket is gone; it is opened again after a pause. */
function loseLink(machine: Machine, now: number, error: ProtocolError): void {
  abandonRequests(machine, error);
  machine.path.linkLost();
  const { stay } = machine;
  if (stay === undefined) {
    return;
  }
  if (stay.phase.kind === "connected") {
    if (now >= stay.phase.since + STEADY) {
      machine.linkRetry.reset();
    }
    stay.phase = { kind: "reconnecting" };
    stay.giveUpAt = after(now, machine.config.roomRetryMs);
    const broken = makeError(ErrorCode.LINK_BROKEN, error.message);
    roomFailure(machine, stay.roomId, Reason.Reconnecting, broken);
  } else if (stay.phase.kind === "loggingIn" && stay.lastFailure === undefined) {
    // The state stays LOGINING, so this is how a wrong URL comes to light.
    machine.debugError(stay.function, error);
  }
  stay.lastFailure = error;
  const pause = machine.linkRetry.pause(machine.random);
  machine.link = { kind: "waiting", until: now + pause };
}

/** Keeps the WebSocket open and alive while there is a stay. */
export function driveLink(machine: Machine, now: number): void {
  if (machine.stay === undefined) {
    return;
  }
  const { link } = machine;
  switch (link.kind) {
    case "closed":
      openSocket(machine, now);
      break;
    case "waiting":
      if (link.until <= now) {
        openSocket(machine, now);
      }
      break;
    case "opening":
      if (link.deadline <= now) {
        const message = "the server did not say hello in time";
        giveUpSocket(machine, now, makeError(ErrorCode.CANNOT_CONNECT, message));
      }
      break;
    case "open": {
      const pulse = machine.isConnected ? link.heartbeat.pulse(now) : "quiet";
      if (pulse === "ask") {
        sendHeartbeat(machine);
      } else if (pulse === "dead") {
        giveUpSocket(machine, now, linkBroken("the server answers no heartbeats"));
      }
    }
  }
}

function openSocket(machine: Machine, now: number): void {
  machine.output({ kind: "openSocket" });
  machine.link = { kind: "opening", deadline: now + patience(machine.linkRetry.attempt) };
}

function sendHeartbeat(machine: Machine): void {
  const id = machine.requests.add({ kind: "heartbeat" }, undefined);
  machine.send(id, { op: "heartbeat" });
}

/** Resumes the session or logs in, as soon as all that it takes is there. */
export function driveLogin(machine: Machine, now: number): void {
  const { stay } = machine;
  if (stay === undefined || machine.isConnected) {
    return;
  }
  if (stay.known === undefined && machine.path.needsLoginOffer(now)) {
    offerNewTransport(machine);
  }
  const asked = machine.requests.any(({ kind }) => kind === "login" || kind === "resume");
  if (machine.link.kind !== "open" || asked) {
    return;
  }
  if (stay.known) {
    const { sessionId, resumeKey, lastSeq } = stay.known;
    const ids = { session_id: sessionId, resume_key: resumeKey };
    machine.ask(now, { op: "resume", ...ids, last_seq: lastSeq }, { kind: "resume" });
  } else {
    const request = loginRequest(machine);
    if (request) {
      const reusesTransport = "reuse" in request.transport;
      machine.ask(now, request, { kind: "login", reusesTransport });
    }
  }
}

function loginRequest({ config, path, stay }: Machine): LoginRequest | undefined {
  const transport = transportChoice(path);
  if (stay === undefined || transport === undefined) {
    return undefined;
  }
  return {
    op: "login",
    app_id: config.appId,
    room_id: stay.roomId,
    user: stay.user,
    // With an empty token an open app lets the user in and any other says 1002067.
    auth: { token: stay.token },
    config: stay.config,
    transport,
    platform: config.platform,
  };
}

function transportChoice(path: MediaPath): TransportChoice | undefined {
  const known = path.reusable();
  if (known) {
    return { reuse: { transport_id: known.transportId, transport_key: known.transportKey } };
  }
  const offer = path.loginOffer();
  return offer === undefined ? undefined : { offer };
}

export function loginAnswered(
  machine: Machine,
  now: number,
  reusesTransport: boolean,
  result: Result<LoggedIn>,
): void {
  if ("ok" in result) {
    loggedInAnew(machine, now, result.ok);
    return;
  }
  const { error } = result;
  if (error.code === ErrorCode.SESSION_FAULT) {
    // The transport is gone at the server: the next try brings a new one.
    offerNewTransport(machine);
    if (!reusesTransport) {
      giveUpSocket(machine, now, error);
    }
  } else if (isTemporary(error.code)) {
    giveUpSocket(machine, now, error);
  } else {
    const wasIn = machine.stay !== undefined && machine.stay.phase.kind !== "loggingIn";
    refused(machine, error, wasIn && isKick(error.code));
  }
}

export function resumeAnswered(machine: Machine, now: number, result: Result<Resumed>): void {
  if ("ok" in result) {
    resumed(machine, now, result.ok);
    return;
  }
  const { error } = result;
  if (isSessionUnknown(error.code)) {
    // The WebSocket is a good one: the login follows on it at once.
    forgetSession(machine);
  } else if (isTemporary(error.code)) {
    giveUpSocket(machine, now, error);
  } else {
    refused(machine, error, isKick(error.code));
  }
}

function resumed(machine: Machine, now: number, answer: Resumed): void {
  if (machine.stay === undefined) {
    return;
  }
  const { known } = machine.stay;
  const { snapshot } = answer;
  if (known && snapshot) {
    known.lastSeq = answer.seq;
    known.roomSessionId = snapshot.room_session_id;
  }
  connected(machine, now);
  if (machine.path.isOtherThan(answer.transport_id)) {
    handleTransportGone(machine, now);
  }
  if (snapshot) {
    roomSnapshot(machine, snapshot);
    // Notices about this client's own streams may be among the lost ones.
    askAgain(machine);
  }
}

/** A request was not answered in time, so that the link is to be doubted. */
export function loginTimedOut(machine: Machine, now: number): void {
  const message = `no answer within ${shown(machine.config.requestTimeoutMs)}`;
  giveUpSocket(machine, now, makeError(ErrorCode.LOGIN_TIMED_OUT, message));
}

/** Ends what has been retried for long enough. */
export function expireBudgets(machine: Machine, now: number): void {
  const { stay } = machine;
  if (stay && isOver(stay.giveUpAt, now)) {
    const last = stay.lastFailure;
    const unanswered = last?.code === ErrorCode.LOGIN_TIMED_OUT;
    const timedOut = stay.phase.kind === "loggingIn" && unanswered;
    const code = timedOut ? ErrorCode.LOGIN_TIMED_OUT : ErrorCode.RETRY_BUDGET_USED_UP;
    const span = shown(machine.config.roomRetryMs);
    const message = `gave up after ${span}; ${last?.message ?? "no answer"}`;
    refused(machine, makeError(code, message), false);
  }
  expirePublications(machine, now);
  expirePlays(machine, now);
}

function linkBroken(reason: string): ProtocolError {
  return makeError(ErrorCode.LINK_BROKEN, `the link is broken: ${reason}`);
}
