/** Quality figures of one stream over the last minutes. */
import { signal } from "@preact/signals";
import type { PlayQuality, PublishQuality, QualityGrade } from "cooee-web";

/** The figures that are shown and plotted, in the order in which they are shown. */
export const FIGURES = ["bitrate", "loss", "jitter", "rtt", "delay"] as const;

/** The name of a figure. */
export type Figure = (typeof FIGURES)[number];

/** The figures of one moment. A figure that the SDK does not give is absent. */
export interface Sample extends Partial<Record<Figure, number>> {
  /** In ms since 1970. */
  time: number;
  grade: QualityGrade;
}

/** How much is kept: the last three minutes. */
export const HISTORY_MS = 180_000;

/** The figures of one stream, newest last. */
export class QualityHistory {
  readonly samples = signal<readonly Sample[]>([]);

  /** Adds figures and drops those that are too old. */
  add(sample: Sample): void {
    const oldest = sample.time - HISTORY_MS;
    this.samples.value = [...this.samples.value.filter(({ time }) => time >= oldest), sample];
  }

  /** Starts over, as for a stream that is played anew. */
  clear(): void {
    this.samples.value = [];
  }
}

/** Figures of a played stream: kbit/s, percent, and ms. */
export function samplePlay(time: number, quality: PlayQuality): Sample {
  const { audio, peerToPeerDelay, currentRoundTripTime } = quality;
  return {
    time,
    grade: audio.audioQuality,
    bitrate: audio.audioBitrate,
    loss: audio.audioPacketsLostRate * 100,
    jitter: audio.audioJitter,
    delay: peerToPeerDelay,
    ...roundTrip(currentRoundTripTime),
  };
}

/** Figures of the published stream: kbit/s, percent, and ms. */
export function samplePublish(time: number, quality: PublishQuality): Sample {
  const { audio, currentRoundTripTime } = quality;
  return {
    time,
    grade: audio.audioQuality,
    bitrate: audio.audioBitrate,
    loss: audio.audioPacketsLostRate * 100,
    ...roundTrip(currentRoundTripTime),
  };
}

function roundTrip(seconds: number | undefined): { rtt?: number } {
  return seconds === undefined ? {} : { rtt: seconds * 1000 };
}
