import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { PlayQuality, PublishQuality } from "../../src/engine/types";
import { Quality, type QualitySource } from "../../src/media/quality";

/** The clock of statistics. */
const timestampNow = () => performance.timeOrigin + performance.now();

/** A receiving slot that has carried other streams for a minute, with 7 breaks. */
class UsedReceiver {
  async getStats(): Promise<Map<string, object>> {
    const seconds = 60 + performance.now() / 1000;
    const slot = {
      type: "inbound-rtp",
      timestamp: timestampNow(),
      packetsReceived: seconds * 50,
      bytesReceived: seconds * 6000,
      packetsLost: 300,
      totalSamplesReceived: seconds * 48_000,
      concealedSamples: 9600,
      interruptionCount: 7,
      totalInterruptionDuration: 2,
    };
    return new Map([["slot", slot]]);
  }
  getSynchronizationSources() {
    return [];
  }
}

/** A sending slot that shows nothing before it sends. */
class NewSender {
  async getStats(): Promise<Map<string, object>> {
    const seconds = performance.now() / 1000;
    const timestamp = timestampNow();
    const sent = { packetsSent: seconds * 50, bytesSent: seconds * 6000 };
    const slot = { type: "outbound-rtp", timestamp, ...sent };
    return new Map(seconds > 0 ? [["slot", slot]] : []);
  }
}

let sources: QualitySource[];
let quality: Quality;
let played: PlayQuality[];
let published: PublishQuality[];

beforeEach(() => {
  vi.useFakeTimers({ now: 0, toFake: ["setInterval", "clearInterval", "performance"] });
  sources = [];
  played = [];
  published = [];
  quality = new Quality(
    () => sources,
    (event, ...[, figures]) => {
      if (event === "playQualityUpdate") played.push(figures as PlayQuality);
      if (event === "publishQualityUpdate") published.push(figures as PublishQuality);
    },
  );
});

afterEach(() => {
  quality.stop();
  vi.useRealTimers();
});

function source(type: "push" | "pull", slot: object): QualitySource {
  return { type, streamID: "s", slot: slot as RTCRtpReceiver, muted: false };
}

async function pass(milliseconds: number): Promise<void> {
  vi.advanceTimersByTime(milliseconds);
  await new Promise((resolve) => setTimeout(resolve));
}

test("the first figures of a play are of its own time, not of its slot's", async () => {
  sources = [source("pull", new UsedReceiver())];
  quality.start();
  await pass(3000);
  expect(played[0]?.audio).toMatchObject({
    audioBitrate: 48,
    audioFPS: 50,
    audioPacketsLost: 0,
    audioPacketsLostRate: 0,
    audioCumulativeBreakCount: 0,
    audioCumulativeBreakTime: 0,
    audioCumulativeDecodeTime: 3000,
  });
});

test("the first figures of a publish count from its start", async () => {
  sources = [source("push", new NewSender())];
  quality.start();
  await pass(3000);
  expect(published[0]?.audio).toMatchObject({ audioBitrate: 48, audioFPS: 50 });
});
