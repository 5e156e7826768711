/** Figures of a stream from two snapshots of its statistics. Pure. */

import type { PlayQuality, PublishQuality, QualityGrade } from "../engine/types";
import { delta, rate, share } from "./arithmetic";
import { type Pictures, seenFigures, sentFigures } from "./picture-figures";
import { gradeOf } from "./quality-grade";
import type { LinkSnapshot, ReceiveSnapshot, SendSnapshot } from "./stats-snapshot";

/** What the statistics do not tell. */
export interface StreamFacts {
  /** Whether silence is what was asked for. */
  muted: boolean;
  /** Whether the connection to the server stands. */
  connected: boolean;
  /** When the stream was seen first: its slot may have nothing to show at that time. */
  startedMs?: number | undefined;
  /** Of a stream that has pictures. */
  pictures?: Pictures | undefined;
}

/** A published stream's figures between two snapshots; without a former one, since its start. */
export function publishFigures(
  before: SendSnapshot | undefined,
  after: SendSnapshot,
  facts: StreamFacts,
): PublishQuality {
  const seconds = secondsBetween(before?.timeMs ?? facts.startedMs, after);
  const packets = delta(after.packets, before?.packets);
  const lost = delta(after.lost, before?.lost);
  // The newest report is fresher than a difference; a slot that sends nothing gets none.
  const lostRate = packets === 0 ? 0 : share(after.fractionLost ?? lost / packets);
  const delayMs = ((after.roundTrip ?? 0) * 1000) / 2;
  return {
    video: sentFigures(facts.pictures),
    audio: {
      audioBitrate: rate(delta(after.bytes, before?.bytes) * 8, seconds) / 1000,
      audioFPS: rate(packets, seconds),
      audioCodec: after.codec,
      audioPacketsLost: lost,
      audioPacketsLostRate: lostRate,
      audioQuality: grade(packets, { loss: lostRate, delayMs }, facts),
      muteState: facts.muted ? "1" : "0",
    },
    nackCount: after.nacks + (facts.pictures?.after?.nacks ?? 0),
    pliCount: facts.pictures?.after?.plis ?? 0,
    ...roundTrips(after),
  };
}

/** What the statistics do not tell of a played stream. */
export interface PlayedFacts extends StreamFacts {
  /** The level that its publisher sent with the newest packet, from 0 to 1. */
  sendLevel: number;
  /** The slot when the stream came: what it counted before was another one's. */
  first?: ReceiveSnapshot | undefined;
}

/** A played stream's figures between two snapshots; without a former one, since its start. */
export function playFigures(
  before: ReceiveSnapshot | undefined,
  after: ReceiveSnapshot,
  facts: PlayedFacts,
): PlayQuality {
  const seconds = secondsBetween(before?.timeMs ?? facts.startedMs, after);
  const packets = delta(after.packets, before?.packets);
  const lost = delta(after.lost, before?.lost);
  const lostRate = packets + lost === 0 ? 0 : share(lost / (packets + lost));
  const emitted = delta(after.bufferEmitted, before?.bufferEmitted);
  const waited = delta(after.bufferDelay, before?.bufferDelay);
  const delayMs = ((after.roundTrip ?? 0) / 2 + rate(waited, emitted)) * 1000;
  const played = delta(after.samples, before?.samples);
  // Made-up silence is a pause of the sender's, made-up sound is what listeners notice.
  const audible = (snapshot: ReceiveSnapshot) => snapshot.concealed - snapshot.silentConcealed;
  const madeUp = share(rate(delta(audible(after), before && audible(before)), played));
  const { first } = facts;
  const breaks = (snapshot: ReceiveSnapshot) => snapshot.breaks ?? snapshot.concealments;
  const broken = (snapshot: ReceiveSnapshot) =>
    snapshot.breakTime ?? audible(snapshot) / snapshot.clockRate;
  const breakTime = delta(broken(after), first && broken(first));
  const decodeTime = delta(after.samples, first?.samples) / after.clockRate;
  return {
    video: seenFigures(facts.pictures),
    audio: {
      audioBitrate: rate(delta(after.bytes, before?.bytes) * 8, seconds) / 1000,
      audioFPS: rate(packets, seconds),
      audioCodec: after.codec,
      audioJitter: after.jitter * 1000,
      // Browsers measure behind the page's volume; where that is 0, what was sent stands in.
      audioLevel: facts.muted ? 0 : Math.sqrt(loudness(before, after) ?? 0) || facts.sendLevel,
      audioSamplingRate: after.clockRate,
      audioSendLevel: facts.sendLevel,
      audioPacketsLost: lost,
      audioPacketsLostRate: lostRate,
      audioQuality: grade(packets, { loss: Math.max(madeUp, lostRate / 4), delayMs }, facts),
      muteState: facts.muted ? "1" : "0",
      audioCumulativeBreakCount: delta(breaks(after), first && breaks(first)),
      audioCumulativeBreakTime: breakTime * 1000,
      audioCumulativeBreakRate: share(rate(breakTime, decodeTime)),
      audioCumulativeDecodeTime: decodeTime * 1000,
    },
    // This side's half of the way, and the wait in the jitter buffer.
    peerToPeerDelay: delayMs,
    // The server forwards gaps, so what is missing here is missing from the publisher on.
    peerToPeerPacketLostRate: lostRate,
    nackCount: after.nacks + (facts.pictures?.after?.nacks ?? 0),
    pliCount: facts.pictures?.after?.plis ?? 0,
    ...roundTrips(after),
  };
}

/** The mean square of the sound between two snapshots, where the browser measures it. */
export function loudness(
  before: Pick<SendSnapshot, "energy" | "duration"> | undefined,
  after: Pick<SendSnapshot, "energy" | "duration">,
): number | undefined {
  if (after.energy === undefined || after.duration === undefined) return undefined;
  return rate(delta(after.energy, before?.energy), delta(after.duration, before?.duration));
}

/** No audio at all is the sender's choice as long as the connection stands. */
function grade(
  packets: number,
  impairments: { loss: number; delayMs: number },
  { connected }: StreamFacts,
): QualityGrade {
  if (!connected) return 4;
  return packets === 0 ? -1 : gradeOf(impairments);
}

function secondsBetween(beforeMs: number | undefined, after: { timeMs: number }): number {
  return beforeMs === undefined ? 0 : (after.timeMs - beforeMs) / 1000;
}

function roundTrips({ roundTrip, totalRoundTrip }: LinkSnapshot) {
  return {
    ...(roundTrip === undefined ? {} : { currentRoundTripTime: roundTrip }),
    ...(totalRoundTrip === undefined ? {} : { totalRoundTripTime: totalRoundTrip }),
  };
}
