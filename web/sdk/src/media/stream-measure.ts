/** One stream's figures over time. */

import type { PlayQuality, PublishQuality, StreamException } from "../engine/types";
import { delta } from "./arithmetic";
import type { Pictures } from "./picture-figures";
import type { QualitySource } from "./quality";
import { loudness, playFigures, publishFigures, type StreamFacts } from "./quality-figures";
import {
  type PictureSnapshot,
  type ReceiveSnapshot,
  receivedPictures,
  receiveSnapshot,
  type SendSnapshot,
  type StatsReport,
  sendSnapshot,
  sentPictures,
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
  readonly #began: Promise<void>;
  #startedMs: number | undefined;
  #first: ReceiveSnapshot | undefined;
  #sent: SendSnapshot | undefined;
  #received: ReceiveSnapshot | undefined;
  #pictures: { slot: unknown; seen: PictureSnapshot | undefined } | undefined;

  /** Looks at the slot at once: it may have carried other streams before. */
  constructor({ slot, type }: Pick<QualitySource, "slot" | "type">) {
    this.slot = slot;
    this.#began = this.#begin(type);
  }

  /** Asks the browser; `undefined` where it has no figures. */
  async take(source: QualitySource): Promise<Measurement | undefined> {
    await this.#began;
    const stats = await this.#ask(this.slot);
    if (!stats) return undefined;
    const { muted } = source;
    const facts = {
      muted,
      connected: isConnected(this.slot),
      startedMs: this.#startedMs,
      pictures: await this.#look(source),
    };
    this.newest = source.type === "push" ? this.#publish(stats, facts) : this.#play(stats, facts);
    return this.newest;
  }

  async #begin(type: QualitySource["type"]): Promise<void> {
    // An empty report, as of a slot that was never used, tells no time; the clock is the same.
    this.#startedMs = performance.timeOrigin + performance.now();
    const stats = await this.#ask(this.slot);
    if (!stats) return;
    for (const { timestamp } of stats.values()) {
      if (typeof timestamp === "number") this.#startedMs = timestamp;
    }
    if (type === "push") this.#sent = sendSnapshot(stats);
    else this.#first = this.#received = receiveSnapshot(stats);
  }

  /** Looks at the slot of the pictures. */
  async #look({ type, video }: QualitySource): Promise<Pictures | undefined> {
    const stats = video && (await this.#ask(video.slot));
    if (!stats) {
      this.#pictures = undefined;
      return undefined;
    }
    const before = this.#pictures?.slot === video.slot ? this.#pictures.seen : undefined;
    const after = type === "push" ? sentPictures(stats) : receivedPictures(stats);
    this.#pictures = { slot: video.slot, seen: after };
    return { before, after, muted: video.muted };
  }

  async #ask(slot: QualitySource["slot"]): Promise<StatsReport | undefined> {
    const report = await slot.getStats().catch(() => undefined);
    // The type of reports in TypeScript's library lacks `values`.
    return report as unknown as StatsReport | undefined;
  }

  #publish(stats: StatsReport, facts: StreamFacts) {
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

  #play(stats: StatsReport, facts: StreamFacts) {
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
      pictures: seenOf(facts.pictures),
    });
    const receiver = this.slot as RTCRtpReceiver;
    const sendLevel = receiver.getSynchronizationSources()[0]?.audioLevel ?? 0;
    return {
      play: playFigures(before, after, { ...facts, sendLevel, first: this.#first }),
      exceptions: this.#problems.take(problems),
    };
  }
}

/** What came of pictures between two looks, unless there is nothing to see on purpose. */
function seenOf(pictures: Pictures | undefined) {
  const { before, after, muted } = pictures ?? {};
  if (!before || !after || muted) return undefined;
  return { bytes: delta(after.bytes, before.bytes), decoded: delta(after.decoded, before.decoded) };
}

/** Whether the slot's connection stands, as far as the browser tells. */
function isConnected(slot: RTCRtpSender | RTCRtpReceiver): boolean {
  const state = slot.transport?.iceTransport?.state ?? "connected";
  return state !== "failed" && state !== "disconnected" && state !== "closed";
}
