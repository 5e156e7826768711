/** What calls came to. */
import type { Score } from "./scores.ts";
import type { Heard } from "./script.ts";

/** A call that was made. */
export interface Call {
  heard: Heard;
  /** What the talker sent, with IP and UDP headers. */
  bitsPerSecond: number;
  /** The share of packets with in-band FEC, and of those with copies of others beside; if known. */
  fecShare?: number;
  copiedShare?: number;
  /** The share of what was played that was made up; if known. */
  concealed?: number;
  /** How late audio was at most because of a busy machine, in ms. */
  latestMs: number;
}

/** A call and how its clips sounded. */
export interface Result extends Call {
  scores: Score[];
}

/** A row of `real-time.json`: medians over all clips of all calls. */
export interface Row {
  client: string;
  /** A network by its name in `crates/testkit/benches/quality/rows.rs`. */
  condition: string;
  pesq: number;
  stoi: number;
  delay_ms: number;
  kbit_per_second: number;
  /** Of the talker's packets, those that carry in-band FEC; `null` if that is not known. */
  fec_share: number | null;
  /** Of the talker's packets, those with copies of others beside; `null` if that is not known. */
  copied_share: number | null;
  runs: number;
  /** How late audio was at most because of a busy machine, in ms. */
  latest_ms: number;
}

/** Sums calls up. */
export function row(client: string, condition: string, results: Result[]): Row {
  const clips = results.flatMap(({ scores }) => scores);
  const share = (of: (result: Result) => number | undefined) => {
    const known = results.map(of).filter((value) => value !== undefined);
    return known.length > 0 ? round(median(known), 3) : null;
  };
  return {
    client,
    condition,
    pesq: round(median(clips.map(({ pesq }) => pesq)), 3),
    stoi: round(median(clips.map(({ stoi }) => stoi)), 3),
    delay_ms: round(median(clips.map(({ delayMs }) => delayMs)), 1),
    kbit_per_second: round(median(results.map((it) => it.bitsPerSecond)) / 1000, 1),
    fec_share: share(({ fecShare }) => fecShare),
    copied_share: share(({ copiedShare }) => copiedShare),
    runs: results.length,
    latest_ms: round(Math.max(...results.map(({ latestMs }) => latestMs)), 0),
  };
}

/** The middle one, or the mean of the two in the middle. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
