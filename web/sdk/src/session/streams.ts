/** What publishes and plays share: what becomes of them when something below them ends. */
import type { Error as ProtocolError } from "../protocol/generated";
import type { Machine } from "./machine";
import { finishPlay, postponePlay, vacateReceivingSlots } from "./playing";
import { CHANNELS, finishPublication, postponePublish, vacateSendingSlots } from "./publishing";
import type { Ending, Purpose } from "./requests";
import { sortedKeys } from "./sorted";

/** Tells the server what ended, before it hears of anything that starts. */
export function sendEndings(machine: Machine, now: number): void {
  const endings = machine.endings;
  machine.endings = [];
  for (const ending of endings) {
    const request = { op: ending.op, stream_id: ending.streamId };
    machine.ask(now, request, { kind: "end", ending });
  }
}

/**
 * The server may not have heard of an ending. If the stream was started again since and the
 * server took that, then it heard of the ending too.
 */
export function endUnanswered(machine: Machine, ending: Ending): void {
  const { op, streamId } = ending;
  const startedAgain =
    op === "unpublish"
      ? [...machine.publications.values()].some(
          (publication) => publication.streamId === streamId && publication.acknowledged,
        )
      : machine.plays.get(streamId)?.acknowledged;
  if (!startedAgain) {
    machine.endings.push(ending);
  }
}

/** The server forgot the session: everything is to be told anew. */
export function forgetSession(machine: Machine): void {
  if (machine.stay) {
    machine.stay.known = undefined;
  }
  machine.endings = [];
  for (const stream of [...machine.publications.values(), ...machine.plays.values()]) {
    stream.forgotten();
  }
}

/** The server may know more than it could tell. */
export function askAgain(machine: Machine): void {
  for (const stream of [...machine.publications.values(), ...machine.plays.values()]) {
    stream.askAgain = true;
  }
}

/** The transport is gone and its slots with it. */
export function vacateSlots(machine: Machine): void {
  vacateSendingSlots(machine);
  vacateReceivingSlots(machine);
}

/** A question about a stream got no answer in time. */
export function postpone(machine: Machine, now: number, purpose: Purpose): void {
  if (purpose.kind === "publish") {
    postponePublish(machine, now, purpose.channel);
  } else if (purpose.kind === "play") {
    postponePlay(machine, now, purpose.streamId);
  }
}

/** Ends all streams with the end of the stay, for its cause. */
export function endStreams(machine: Machine, error: ProtocolError | undefined): void {
  for (const channel of CHANNELS) {
    finishPublication(machine, channel, error);
  }
  for (const streamId of sortedKeys(machine.plays)) {
    finishPlay(machine, streamId, error);
  }
}
