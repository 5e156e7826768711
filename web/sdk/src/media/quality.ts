/** The figures of published and played streams, every 3 s. */

import type { PlayQuality, PublishQuality, QualityGrade } from "../engine/types";
import type { Emit } from "./emit";
import { gradeOf, worstGrade } from "./quality-grade";
import { type Measurement, StreamMeasure } from "./stream-measure";

/** A stream whose figures are reported. */
export interface QualitySource {
  type: "push" | "pull";
  streamID: string;
  /** The slot's sender or receiver. */
  slot: RTCRtpSender | RTCRtpReceiver;
  /** Whether silence is what was asked for. */
  muted: boolean;
  /** The slot of its pictures, if it has any. */
  video?: { slot: RTCRtpSender | RTCRtpReceiver; muted: boolean } | undefined;
}

/** How often figures are reported. */
const INTERVAL_MS = 3000;

/**
 * Reports `publishQualityUpdate`, `playQualityUpdate`, `exceptionUpdate`, and `networkQuality` of
 * this user, whose userID is "" there.
 */
export class Quality {
  readonly #sources: () => QualitySource[];
  readonly #emit: Emit;
  readonly #measures = new Map<string, StreamMeasure>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(sources: () => QualitySource[], emit: Emit) {
    this.#sources = sources;
    this.#emit = emit;
  }

  /**
   * Starts the timer, and the figures of sources that are new; called again when some may be.
   */
  start(): void {
    this.#timer ??= setInterval(() => void this.#report(), INTERVAL_MS);
    for (const source of this.#sources()) this.#measureOf(source);
  }

  /** Stops the timer, and forgets all figures. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#measures.clear();
  }

  /** The newest figures of a published stream; `null` without one, or before its first figures. */
  publishing(streamID: string): PublishQuality | null {
    return this.#newest("push", streamID)?.publish ?? null;
  }

  /** The newest figures of a played stream; `null` without one, or before its first figures. */
  playing(streamID: string): PlayQuality | null {
    return this.#newest("pull", streamID)?.play ?? null;
  }

  #newest(type: "push" | "pull", streamID: string): Measurement | undefined {
    const source = this.#sources().find((each) => each.type === type && each.streamID === streamID);
    return source && this.#measures.get(keyOf(source))?.newest;
  }

  async #report(): Promise<void> {
    const sources = this.#sources();
    const slots = new Set(sources.map(keyOf));
    for (const key of this.#measures.keys()) if (!slots.has(key)) this.#measures.delete(key);
    const taken = await Promise.all(
      sources.map(async (source) => {
        const begun = this.#measures.get(keyOf(source))?.slot === source.slot;
        const measurement = await this.#measureOf(source).take(source);
        // Rates need two looks at the counters.
        return { source, measurement: begun ? measurement : undefined };
      }),
    );
    const grades = { push: [] as QualityGrade[], pull: [] as QualityGrade[] };
    let idle: QualityGrade = -1;
    for (const { source, measurement } of taken) {
      // It may have been stopped while the browser collected its figures.
      if (!measurement || !this.#measures.has(keyOf(source))) continue;
      const { publish, play, exceptions } = measurement;
      if (publish) this.#emit("publishQualityUpdate", source.streamID, publish);
      if (play) this.#emit("playQualityUpdate", source.streamID, play);
      for (const exception of exceptions) this.#emit("exceptionUpdate", source.streamID, exception);
      const quality = publish ?? play;
      if (quality) grades[source.type].push(quality.audio.audioQuality);
      const roundTrip = quality?.currentRoundTripTime;
      if (roundTrip !== undefined) idle = gradeOf({ loss: 0, delayMs: roundTrip * 500 });
    }
    if (sources.length === 0 || this.#timer === undefined) return;
    // A direction without audio has the grade of the round trip that both share.
    const [up, down] = [worstGrade(grades.push), worstGrade(grades.pull)];
    this.#emit("networkQuality", "", up === -1 ? idle : up, down === -1 ? idle : down);
  }

  #measureOf(source: QualitySource): StreamMeasure {
    let measure = this.#measures.get(keyOf(source));
    if (!measure || measure.slot !== source.slot) {
      measure = new StreamMeasure(source);
      this.#measures.set(keyOf(source), measure);
    }
    return measure;
  }
}

function keyOf({ type, streamID }: QualitySource): string {
  return `${type} ${streamID}`;
}
