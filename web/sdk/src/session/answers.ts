/** What the server sends: texts to their readers, answers to whom they concern. */
import { ErrorCode, makeError, type Error as ProtocolError } from "../protocol/generated";
import {
  doubtLink,
  handleHello,
  loginAnswered,
  loginTimedOut,
  resumeAnswered,
  sessionUnknown,
} from "./link-loss";
import { tokenAnswered } from "./login";
import type { Machine } from "./machine";
import { failureOf, functionOf, replyOf } from "./messages";
import { offerAnswered, offerUnanswered } from "./offers";
import { playAnswered, playUnanswered } from "./playing";
import { publishAnswered, publishUnanswered } from "./publishing";
import { handlePush } from "./pushes";
import { isSessionUnknown } from "./refusal";
import type { Purpose } from "./requests";
import {
  answered,
  loggedIn,
  parseServerMessage,
  playAnswer,
  type Result,
  readAnswer,
  resumed,
} from "./server-message";
import {
  cameraStateUnanswered,
  extraInfoAnswered,
  extraInfoUnanswered,
  micStateUnanswered,
} from "./stream-facts";
import { endUnanswered, postpone } from "./streams";
import { shown } from "./time";

export function handleText(machine: Machine, now: number, text: string): void {
  if (machine.link.kind === "open") {
    machine.link.heartbeat.heard();
  }
  const message = parseServerMessage(text);
  switch (message?.kind) {
    case "hello":
      handleHello(machine, now, message.version, message.heartbeatMs);
      break;
    case "answer":
      if (message.id !== undefined) {
        handleAnswer(machine, now, message.id, message.result);
      }
      break;
    case "push":
      handlePush(machine, now, message.seq, message.push);
      break;
  }
}

function handleAnswer(machine: Machine, now: number, id: number, result: Result<unknown>): void {
  const purpose = machine.requests.take(id);
  if (purpose === undefined) {
    return;
  }
  if ("error" in result) {
    const unknown = machine.isConnected && isSessionUnknown(result.error.code);
    if (unknown && purpose.kind !== "offer") {
      unanswered(machine, id, purpose, result.error);
      sessionUnknown(machine, now, result.error);
      return;
    }
  }
  switch (purpose.kind) {
    case "login":
      loginAnswered(machine, now, purpose.reusesTransport, readAnswer(result, loggedIn));
      break;
    case "resume":
      resumeAnswered(machine, now, readAnswer(result, resumed));
      break;
    case "heartbeat":
    case "end":
      break;
    case "offer":
      offerAnswered(machine, now, id, readAnswer(result, answered));
      break;
    case "publish":
      publishAnswered(machine, now, purpose.channel, id, result);
      break;
    case "play":
      playAnswered(machine, now, purpose.streamId, id, readAnswer(result, playAnswer));
      break;
    case "renewToken":
      tokenAnswered(machine, purpose.previous, result);
      break;
    case "micState":
      if ("error" in result) {
        machine.debugError("mute_microphone", result.error);
      }
      break;
    case "cameraState":
      if ("error" in result) {
        machine.debugError("mute_publish_stream_video", result.error);
      }
      break;
    case "streamExtraInfo":
      extraInfoAnswered(machine, purpose.channel, purpose.change, result);
      break;
    case "roomCall": {
      const { call, roomCall } = purpose;
      machine.done(call, functionOf(roomCall), replyOf(roomCall, result));
      break;
    }
  }
}

/** Takes note of requests that will not be answered any more. */
export function abandonRequests(machine: Machine, error: ProtocolError): void {
  for (const [id, purpose] of machine.requests.takeAll()) {
    unanswered(machine, id, purpose, error);
  }
}

/** Takes note of requests whose time is over, and doubts the link. */
export function expireRequests(machine: Machine, now: number): void {
  for (;;) {
    const expired = machine.requests.takeExpired(now);
    if (expired === undefined) {
      return;
    }
    const [id, purpose] = expired;
    if (purpose.kind === "login" || purpose.kind === "resume") {
      loginTimedOut(machine, now);
      continue;
    }
    if (purpose.kind === "offer") {
      offerUnanswered(machine, now, id);
    } else {
      const message = `no answer within ${shown(machine.config.requestTimeoutMs)}`;
      postpone(machine, now, purpose);
      unanswered(machine, id, purpose, makeError(ErrorCode.LINK_BROKEN, message));
    }
    doubtLink(machine, now);
  }
}

/** The server may or may not have done what was asked: calls fail, the rest is asked again. */
function unanswered(machine: Machine, id: number, purpose: Purpose, error: ProtocolError): void {
  switch (purpose.kind) {
    // Whoever loses the link looks after these.
    case "login":
    case "resume":
    case "heartbeat":
    case "offer":
      break;
    case "publish":
      publishUnanswered(machine, purpose.channel, id);
      break;
    case "play":
      playUnanswered(machine, purpose.streamId, id);
      break;
    case "end":
      endUnanswered(machine, purpose.ending);
      break;
    case "renewToken":
      if (machine.stay) {
        machine.stay.renewing = purpose.previous;
      }
      break;
    case "micState":
      micStateUnanswered(machine, purpose.channel);
      break;
    case "cameraState":
      cameraStateUnanswered(machine, purpose.channel);
      break;
    case "streamExtraInfo":
      extraInfoUnanswered(machine, purpose.channel, purpose.change, error);
      break;
    case "roomCall": {
      const { call, roomCall } = purpose;
      const failure = makeError(failureOf(roomCall), error.message);
      machine.done(call, functionOf(roomCall), { error: failure });
      break;
    }
  }
}
