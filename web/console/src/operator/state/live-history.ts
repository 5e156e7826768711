/** What streams were like over the last minutes. */
import type { LiveRoom, LiveStream } from "./generated";

/** How long it is kept. */
export const HISTORY_MS = 300_000;

/** What is plotted. */
export const CHARTS = ["bitrate", "loss", "worst", "rtt"] as const;

/** The name of a chart. */
export type Chart = (typeof CHARTS)[number];

/** A stream at one moment: kbit/s, percent, percent, ms. What is not known is absent. */
export interface StreamSample extends Partial<Record<Chart, number>> {
  time: number;
}

/** The samples of each live stream by its id, oldest first. */
export type Histories = ReadonlyMap<string, readonly StreamSample[]>;

/** Adds a snapshot. A stream that has ended is forgotten; its id may be another one's next. */
export function remembered(
  before: Histories,
  timeMs: number,
  rooms: readonly LiveRoom[],
): Histories {
  const histories = new Map<string, readonly StreamSample[]>();
  for (const room of rooms) {
    for (const stream of room.streams) {
      const former = before.get(stream.stream_id) ?? [];
      const kept = former.filter(
        ({ time }) => time > timeMs - HISTORY_MS && time < timeMs && time >= stream.created_ms,
      );
      histories.set(stream.stream_id, [...kept, sampleOf(timeMs, room, stream)]);
    }
  }
  return histories;
}

function sampleOf(time: number, room: LiveRoom, stream: LiveStream): StreamSample {
  const rtt = room.users.find((user) => user.user_id === stream.user_id)?.round_trip_ms;
  const sample: StreamSample = {
    time,
    bitrate: stream.bits_per_second / 1000,
    loss: stream.loss * 100,
  };
  if (stream.players.length > 0) {
    sample.worst = Math.max(...stream.players.map(({ loss }) => loss)) * 100;
  }
  if (rtt !== undefined) {
    sample.rtt = rtt;
  }
  return sample;
}
