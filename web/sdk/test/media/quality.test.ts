import { describe, expect, it } from "vitest";
import { playFigures, publishFigures } from "../../src/media/quality-figures";
import { gradeOf, opinionScore, worstGrade } from "../../src/media/quality-grade";
import {
  receiveSnapshot,
  type Stats,
  type StatsReport,
  sendSnapshot,
} from "../../src/media/stats-snapshot";

const FACTS = { muted: false, connected: true };

function report(...stats: Stats[]): StatsReport {
  return new Map(stats.map((each) => [String(each.id), each]));
}

const LINK: Stats[] = [
  { id: "T", type: "transport", selectedCandidatePairId: "P" },
  { id: "X", type: "candidate-pair", currentRoundTripTime: 9 },
  { id: "P", type: "candidate-pair", currentRoundTripTime: 0.04, totalRoundTripTime: 1.5 },
];

function sending(seconds: number, lost = 0) {
  return sendSnapshot(
    report(
      ...LINK,
      {
        id: "O",
        type: "outbound-rtp",
        kind: "audio",
        timestamp: seconds * 1000,
        codecId: "C",
        transportId: "T",
        remoteId: "R",
        mediaSourceId: "M",
        packetsSent: seconds * 50,
        bytesSent: seconds * 6000,
      },
      { id: "C", type: "codec", mimeType: "audio/red", clockRate: 48_000 },
      { id: "R", type: "remote-inbound-rtp", packetsLost: lost, roundTripTime: 0.05 },
      {
        id: "M",
        type: "media-source",
        totalAudioEnergy: seconds / 100,
        totalSamplesDuration: seconds,
      },
    ),
  );
}

function receiving(seconds: number, received: number, lost: number, concealed = 0) {
  return receiveSnapshot(
    report(...LINK, {
      id: "I",
      type: "inbound-rtp",
      kind: "audio",
      timestamp: seconds * 1000,
      transportId: "T",
      packetsReceived: received,
      packetsLost: lost,
      bytesReceived: received * 120,
      jitter: 0.003,
      totalSamplesReceived: seconds * 48_000,
      concealedSamples: concealed,
      silentConcealedSamples: 0,
      concealmentEvents: concealed / 960,
      jitterBufferDelay: seconds * 48_000 * 0.06,
      jitterBufferEmittedCount: seconds * 48_000,
      totalAudioEnergy: seconds * 0.04,
      totalSamplesDuration: seconds,
    }),
  );
}

/** Every figure is a number, a text or an object of such: pages call `toFixed` on them. */
function numbersOf(figures: object): unknown[] {
  return Object.values(figures).filter((value) => typeof value === "number");
}

describe("a published stream", () => {
  const [before, after] = [sending(3, 0), sending(6, 15)];
  if (!before || !after) throw new Error("no snapshots");

  it("has the figures of the interval", () => {
    const figures = publishFigures(before, after, FACTS);
    expect(figures.audio).toEqual({
      audioBitrate: 48,
      audioFPS: 50,
      audioCodec: "opus",
      audioPacketsLost: 15,
      audioPacketsLostRate: 0.1,
      audioQuality: 2,
      muteState: "0",
    });
    expect(figures).toMatchObject({ currentRoundTripTime: 0.05, totalRoundTripTime: 1.5 });
  });

  it("has numbers for video", () => {
    const { video } = publishFigures(undefined, after, { muted: true, connected: true });
    expect(numbersOf(video)).toHaveLength(8);
    expect(video.videoPacketsLostRate.toFixed(1)).toBe("0.0");
  });

  it("prefers the newest report's loss", () => {
    const told = { ...after, fractionLost: 0.5 };
    expect(publishFigures(before, told, FACTS).audio.audioPacketsLostRate).toBe(0.5);
  });

  it("is of unknown quality while nothing is sent, and dead without a connection", () => {
    expect(publishFigures(after, after, FACTS).audio).toMatchObject({
      audioBitrate: 0,
      audioQuality: -1,
    });
    const dead = publishFigures(after, after, { muted: false, connected: false });
    expect(dead.audio.audioQuality).toBe(4);
  });

  it("counts from zero in a new slot", () => {
    const figures = publishFigures(sending(30), { ...after, packets: 10 }, FACTS);
    expect(figures.audio.audioPacketsLost).toBe(15);
    expect(figures.audio.audioBitrate).toBeGreaterThanOrEqual(0);
  });
});

describe("a played stream", () => {
  it("has the figures of the interval", () => {
    const [before, after] = [receiving(3, 150, 0), receiving(6, 285, 15, 1440)];
    if (!before || !after) throw new Error("no snapshots");
    const figures = playFigures(before, after, { ...FACTS, sendLevel: 0.1 });
    expect(figures.audio).toEqual({
      audioBitrate: (135 * 120 * 8) / 3000,
      audioFPS: 45,
      audioCodec: "opus",
      audioJitter: 3,
      audioLevel: 0.2,
      audioSamplingRate: 48_000,
      audioSendLevel: 0.1,
      audioPacketsLost: 15,
      audioPacketsLostRate: 0.1,
      audioQuality: 0,
      muteState: "0",
      audioCumulativeBreakCount: 1.5,
      audioCumulativeBreakTime: 30,
      audioCumulativeBreakRate: 0.005,
      audioCumulativeDecodeTime: 6000,
    });
    expect(figures.peerToPeerDelay).toBeCloseTo(80, 6);
    expect(figures.peerToPeerPacketLostRate).toBe(0.1);
    expect(numbersOf(figures.video)).toHaveLength(15);
  });

  it("sounds worse with made-up audio than with repaired loss", () => {
    const [before, after] = [receiving(3, 150, 0), receiving(6, 285, 15, 28_800)];
    if (!before || !after) throw new Error("no snapshots");
    const { audio } = playFigures(before, after, { ...FACTS, sendLevel: 0 });
    expect(audio.audioQuality).toBe(3);
  });

  it("has no snapshot before anything came", () => {
    expect(receiveSnapshot(report(...LINK))).toBeUndefined();
    expect(sendSnapshot(report(...LINK))).toBeUndefined();
  });

  it("finds Firefox's candidate pair", () => {
    const snapshot = receiveSnapshot(
      report(
        { id: "I", type: "inbound-rtp", kind: "audio", timestamp: 1 },
        { id: "P", type: "candidate-pair", nominated: true, currentRoundTripTime: 0.01 },
      ),
    );
    expect(snapshot?.roundTrip).toBe(0.01);
  });
});

describe("grades", () => {
  it("fall with loss and delay", () => {
    expect([0, 0.05, 0.1, 0.2, 0.5].map((loss) => gradeOf({ loss, delayMs: 50 }))).toEqual([
      0, 1, 2, 3, 4,
    ]);
    expect([0, 150, 300, 350].map((delayMs) => gradeOf({ loss: 0, delayMs }))).toEqual([
      0, 0, 1, 2,
    ]);
    expect(opinionScore({ loss: 0, delayMs: 0 })).toBeCloseTo(4.4, 1);
    expect(opinionScore({ loss: 1, delayMs: 1000 })).toBe(1);
  });

  it("are as bad as the worst", () => {
    expect(worstGrade([0, 3, -1])).toBe(3);
    expect(worstGrade([-1])).toBe(-1);
    expect(worstGrade([])).toBe(-1);
  });
});
