/** One stream's figures over time. */

import type { PlayQuality, PublishQuality, StreamException } from "../engine/types";
import type { QualitySource } from "./quality";
import { delta, loudness, playFigures, publishFigures } from "./quality-figures";
import {
  type ReceiveSnapshot,
  receiveSnapshot,
  type SendSnapshot,
  type StatsReport,
  sendSnapshot,
} from "./stats-snapshot";
import { ProblemTracker, playProblems, publishProblems } from "./stream-exceptions";

/** What one look at a stream gives. */
export interface Measurement {
  publish?: PublishQuality;
  play?: PlayQuality;
  exceptions: StreamException[];
}

/** Takes the figures of one stream in one slot, each time since the time before. */
export class StreamMeasure {
  readonly slot: QualitySource["slot"];
  /** The newest figures. */
  newest: Measurement | undefined;
  readonly #problems = new ProblemTracker();
  #sent: SendSnapshot | undefined;
  #received: ReceiveSnapshot | undefined;

  constructor(slot: QualitySource["slot"]) {
    this.slot = slot;
  }

  /** Asks the browser; `undefined` where it has no figures. */
  async take(source: QualitySource): Promise<Measurement | undefined> {
    const report = await this.slot.getStats().catch(() => undefined);
    if (!report) return undefined;
    const { muted } = source;
    const facts = { muted, connected: isConnected(this.slot) };
    // The type of reports in TypeScript's library lacks `values`.
    const stats = report as unknown as StatsReport;
    this.newest = source.type === "push" ? this.#publish(stats, facts) : this.#play(stats, facts);
    return this.newest;
  }

  #publish(stats: StatsReport, facts: { muted: boolean; connected: boolean }) {
    const [before, after] = [this.#sent, sendSnapshot(stats)];
    if (!after) return undefined;
    this.#sent = after;
    const problems = publishProblems({
      muted: facts.muted,
      packets: delta(after.packets, before?.packets),
      bytes: delta(after.bytes, before?.bytes),
      seconds: before ? (after.timeMs - before.timeMs) / 1000 : 0,
      loudness: loudness(before, after),
    });
    return {
      publish: publishFigures(before, after, facts),
      exceptions: this.#problems.take(problems),
    };
  }

  #play(stats: StatsReport, facts: { muted: boolean; connected: boolean }) {
    const [before, after] = [this.#received, receiveSnapshot(stats)];
    if (!after) return undefined;
    this.#received = after;
    const problems = playProblems({
      muted: facts.muted,
      packets: delta(after.packets, before?.packets),
      bytes: delta(after.bytes, before?.bytes),
      seconds: before ? (after.timeMs - before.timeMs) / 1000 : 0,
      samples: delta(after.samples, before?.samples),
      concealed: delta(after.concealed, before?.concealed),
    });
    const receiver = this.slot as RTCRtpReceiver;
    const sendLevel = receiver.getSynchronizationSources()[0]?.audioLevel ?? 0;
    return {
      play: playFigures(before, after, { ...facts, sendLevel }),
      exceptions: this.#problems.take(problems),
    };
  }
}

/** Whether the slot's connection stands, as far as the browser tells. */
function isConnected(slot: RTCRtpSender | RTCRtpReceiver): boolean {
  const state = slot.transport?.iceTransport?.state ?? "connected";
  return state !== "failed" && state !== "disconnected" && state !== "closed";
}
