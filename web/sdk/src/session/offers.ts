/** Offers of the transport: made, sent, answered; one at a time. */
import {
  type Answered,
  ErrorCode,
  makeError,
  type Error as ProtocolError,
} from "../protocol/generated";
import type { Offer, OfferKind, SlotCount } from "./io";
import { doubtLink, sessionUnknown } from "./link-loss";
import type { Machine } from "./machine";
import { isSessionUnknown } from "./refusal";
import type { Result } from "./server-message";
import { initialSlots } from "./slots";
import { vacateSlots } from "./streams";

/** The transport made an offer; none if it could not. */
export function handleOffered(machine: Machine, now: number, offer: Offer | undefined): void {
  machine.path.made(now, offer, machine.random);
}

export function handlePathLost(machine: Machine, now: number): void {
  machine.path.disconnected(now);
  // The same trouble may have hit the WebSocket.
  doubtLink(machine, now);
}

/** The transport is gone for good, here or at the server. */
export function handleTransportGone(machine: Machine, now: number): void {
  vacateSlots(machine);
  machine.path.closed(now, machine.random);
}

/** Asks for a new transport; everything that ran on the former one waits for its slots. */
export function offerNewTransport(machine: Machine): void {
  vacateSlots(machine);
  const shown = [...machine.publications.values()].filter((one) => one.showsPictures);
  const seen = [...machine.plays.values()].filter((play) => play.seesPictures);
  const streams = {
    send: machine.publications.size,
    receive: machine.plays.size,
    sendVideo: shown.length,
    receiveVideo: seen.length,
  };
  makeOffer(machine, { kind: "new", slots: initialSlots(machine.config.initialSlots, streams) });
}

function makeOffer(machine: Machine, offer: OfferKind): void {
  machine.path.making(offer);
  machine.output({ kind: "transportOffer", offer });
}

/** Sends the offer that is ready, or asks for the next one. */
export function driveTransport(machine: Machine, now: number, missing: SlotCount): void {
  const unsent = machine.path.unsent();
  if (unsent) {
    const replace = unsent.offerKind.kind === "new";
    const { sdp } = unsent.offer;
    const id = machine.ask(now, { op: "offer", sdp, replace }, { kind: "offer" });
    machine.path.sent(id);
  }
  const next = machine.path.nextOffer(now, missing);
  if (next?.kind === "new") {
    offerNewTransport(machine);
  } else if (next) {
    makeOffer(machine, next.offerKind);
  }
}

/**
 * No answer came in time. The server may have applied the offer, so that nothing can be built on
 * either state: a new transport is due.
 */
export function offerUnanswered(machine: Machine, now: number, id: number): void {
  if (machine.path.sentWith(id)) {
    machine.path.unanswered(now, machine.random);
  }
}

export function offerAnswered(
  machine: Machine,
  now: number,
  id: number,
  result: Result<Answered>,
): void {
  const offerKind = machine.path.sentWith(id);
  if (offerKind === undefined) {
    return;
  }
  let error: ProtocolError;
  if ("ok" in result) {
    const sdp = machine.path.answered(now, result.ok.transport, machine.random);
    if (sdp !== undefined) {
      machine.output({ kind: "transportAnswer", sdp });
      return;
    }
    error = makeError(ErrorCode.ROOM_INTERNAL, "the answer holds no SDP");
  } else {
    machine.path.failed(now, offerKind, machine.random);
    error = result.error;
  }
  const isNew = offerKind.kind === "new";
  if (!isNew) {
    machine.output({ kind: "transportRollback" });
  }
  // A transport that the server does not know is replaced; only where that fails too, or the
  // server says so, it is the session that is unknown.
  if (error.code === ErrorCode.NOT_IN_ROOM || (isNew && isSessionUnknown(error.code))) {
    sessionUnknown(machine, now, error);
  }
}
