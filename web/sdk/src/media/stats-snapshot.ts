/** What this SDK uses of a browser's statistics, at one moment. Pure. */

/** A statistics report: a `RTCStatsReport`, or any map of statistics by id. */
export type StatsReport = Pick<ReadonlyMap<string, Stats>, "get" | "values">;

/** One entry of a report. */
export interface Stats {
  id?: unknown;
  type?: unknown;
  kind?: unknown;
  mimeType?: unknown;
  selected?: unknown;
  nominated?: unknown;
  [member: string]: unknown;
}

/** The link to the server. */
export interface LinkSnapshot {
  /** The newest round trip, in seconds, where one is known. */
  roundTrip: number | undefined;
  /** All round trips together, in seconds. */
  totalRoundTrip: number | undefined;
}

/** A sending slot's counters. */
export interface SendSnapshot extends LinkSnapshot {
  timeMs: number;
  codec: string;
  packets: number;
  bytes: number;
  nacks: number;
  /** What the server reports as lost, with its players' losses folded in. */
  lost: number;
  /** The same as a share of the newest report's time, from 0 to 1. */
  fractionLost: number | undefined;
  /** Energy and duration, in seconds, of what is captured. */
  energy: number | undefined;
  duration: number | undefined;
}

/** A receiving slot's counters. */
export interface ReceiveSnapshot extends LinkSnapshot {
  timeMs: number;
  codec: string;
  clockRate: number;
  packets: number;
  bytes: number;
  lost: number;
  nacks: number;
  /** In seconds. */
  jitter: number;
  /** Samples given to the speaker, and those of them that were made up. */
  samples: number;
  concealed: number;
  silentConcealed: number;
  concealments: number;
  /** How long packets waited, in seconds, summed over the samples that left. */
  bufferDelay: number;
  bufferEmitted: number;
  /** Energy and duration, in seconds, of what was decoded. */
  energy: number | undefined;
  duration: number | undefined;
  /** Audible breaks and their time in seconds, where the browser counts them. */
  breaks: number | undefined;
  breakTime: number | undefined;
}

/** The counters of a sending slot, or `undefined` before it sent anything. */
export function sendSnapshot(report: StatsReport): SendSnapshot | undefined {
  const slot = find(report, "outbound-rtp");
  if (!slot) return undefined;
  const remote = related(report, slot, "remoteId") ?? find(report, "remote-inbound-rtp");
  const source = related(report, slot, "mediaSourceId") ?? find(report, "media-source");
  const link = linkSnapshot(report, slot);
  return {
    ...link,
    roundTrip: optional(remote, "roundTripTime") ?? link.roundTrip,
    timeMs: number(slot, "timestamp"),
    codec: codecOf(report, slot),
    packets: number(slot, "packetsSent"),
    bytes: number(slot, "bytesSent"),
    nacks: number(slot, "nackCount"),
    lost: number(remote, "packetsLost"),
    fractionLost: optional(remote, "fractionLost"),
    energy: optional(source, "totalAudioEnergy"),
    duration: optional(source, "totalSamplesDuration"),
  };
}

/** The counters of a receiving slot, or `undefined` before anything came. */
export function receiveSnapshot(report: StatsReport): ReceiveSnapshot | undefined {
  const slot = find(report, "inbound-rtp");
  if (!slot) return undefined;
  return {
    ...linkSnapshot(report, slot),
    timeMs: number(slot, "timestamp"),
    codec: codecOf(report, slot),
    clockRate: number(related(report, slot, "codecId"), "clockRate") || 48_000,
    packets: number(slot, "packetsReceived"),
    bytes: number(slot, "bytesReceived"),
    lost: number(slot, "packetsLost"),
    nacks: number(slot, "nackCount"),
    jitter: number(slot, "jitter"),
    samples: number(slot, "totalSamplesReceived"),
    concealed: number(slot, "concealedSamples"),
    silentConcealed: number(slot, "silentConcealedSamples"),
    concealments: number(slot, "concealmentEvents"),
    bufferDelay: number(slot, "jitterBufferDelay"),
    bufferEmitted: number(slot, "jitterBufferEmittedCount"),
    energy: optional(slot, "totalAudioEnergy"),
    duration: optional(slot, "totalSamplesDuration"),
    breaks: optional(slot, "interruptionCount"),
    breakTime: optional(slot, "totalInterruptionDuration"),
  };
}

/** A slot's counters of pictures, sent or received. */
export interface PictureSnapshot {
  timeMs: number;
  codec: string;
  width: number;
  height: number;
  packets: number;
  bytes: number;
  lost: number;
  nacks: number;
  plis: number;
  /** Frames that came from the source, or are shown. */
  frames: number;
  /** Frames that were encoded and sent, or came complete. */
  moved: number;
  decoded: number;
  dropped: number;
  /** Pauses of the picture, and their time in seconds. */
  freezes: number;
  freezeTime: number;
}

/** The counters of a sending slot of pictures, or `undefined` before it sent any. */
export function sentPictures(report: StatsReport): PictureSnapshot | undefined {
  const slot = findVideo(report, "outbound-rtp");
  if (!slot) return undefined;
  const remote = related(report, slot, "remoteId") ?? findVideo(report, "remote-inbound-rtp");
  const source = related(report, slot, "mediaSourceId") ?? findVideo(report, "media-source");
  return {
    ...pictures(report, slot),
    packets: number(slot, "packetsSent"),
    bytes: number(slot, "bytesSent"),
    lost: number(remote, "packetsLost"),
    frames: optional(source, "frames") ?? number(slot, "framesEncoded"),
    moved: number(slot, "framesSent") || number(slot, "framesEncoded"),
  };
}

/** The counters of a receiving slot of pictures, or `undefined` before any came. */
export function receivedPictures(report: StatsReport): PictureSnapshot | undefined {
  const slot = findVideo(report, "inbound-rtp");
  if (!slot) return undefined;
  return {
    ...pictures(report, slot),
    packets: number(slot, "packetsReceived"),
    bytes: number(slot, "bytesReceived"),
    lost: number(slot, "packetsLost"),
    frames: number(slot, "framesDecoded") - number(slot, "framesDropped"),
    moved: number(slot, "framesReceived") || number(slot, "framesDecoded"),
  };
}

function pictures(report: StatsReport, slot: Stats) {
  return {
    timeMs: number(slot, "timestamp"),
    codec: codecOf(report, slot, ""),
    width: number(slot, "frameWidth"),
    height: number(slot, "frameHeight"),
    nacks: number(slot, "nackCount"),
    plis: number(slot, "pliCount"),
    decoded: number(slot, "framesDecoded"),
    dropped: number(slot, "framesDropped"),
    freezes: number(slot, "freezeCount"),
    freezeTime: number(slot, "totalFreezesDuration"),
  };
}

function findVideo(report: StatsReport, type: string): Stats | undefined {
  for (const stats of report.values()) {
    if (stats.type === type && stats.kind === "video") return stats;
  }
  return undefined;
}

function linkSnapshot(report: StatsReport, slot: Stats): LinkSnapshot {
  const transport = related(report, slot, "transportId");
  const pair =
    related(report, transport, "selectedCandidatePairId") ??
    // Firefox names no pair in its transport.
    find(report, "candidate-pair", (each) => each.selected === true || each.nominated === true);
  return {
    roundTrip: optional(pair, "currentRoundTripTime"),
    totalRoundTrip: optional(pair, "totalRoundTripTime"),
  };
}

function find(
  report: StatsReport,
  type: string,
  matches: (stats: Stats) => boolean = () => true,
): Stats | undefined {
  for (const stats of report.values()) {
    if (stats.type === type && (stats.kind ?? "audio") === "audio" && matches(stats)) {
      return stats;
    }
  }
  return undefined;
}

function related(report: StatsReport, stats: Stats | undefined, member: string): Stats | undefined {
  const id = stats?.[member];
  return typeof id === "string" ? report.get(id) : undefined;
}

function codecOf(report: StatsReport, slot: Stats, unknown = "opus"): string {
  const mime = related(report, slot, "codecId")?.mimeType;
  // "audio/red" is Opus with copies of earlier packets.
  const name =
    typeof mime === "string" ? mime.replace(/^(audio|video)\//i, "").toLowerCase() : unknown;
  return name === "red" ? "opus" : name;
}

function optional(stats: Stats | undefined, member: string): number | undefined {
  const value = stats?.[member];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function number(stats: Stats | undefined, member: string): number {
  return optional(stats, member) ?? 0;
}
