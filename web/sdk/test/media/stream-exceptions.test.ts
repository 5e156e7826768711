import { describe, expect, it } from "vitest";
import {
  type PlayFacts,
  Problem,
  ProblemTracker,
  type PublishFacts,
  playProblems,
  publishProblems,
} from "../../src/media/stream-exceptions";

const INTERVAL = { muted: false, packets: 150, bytes: 18_000, seconds: 3 };
const SENT: PublishFacts = { ...INTERVAL, loudness: 0.01 };
const HEARD: PlayFacts = { ...INTERVAL, samples: 144_000, concealed: 0 };

describe("problems of a published stream", () => {
  it.each([
    ["good audio", {}, []],
    ["a dead microphone", { loudness: 0 }, [Problem.LowCapture]],
    ["a muted one", { loudness: 0, muted: true }, []],
    ["an unknown level", { loudness: undefined }, []],
    ["a quiet room in small packets", { loudness: 1e-7, bytes: 450 }, []],
    ["speech in small packets", { bytes: 450 }, [Problem.LowSendBitrate]],
    ["speech in few packets", { packets: 20 }, [Problem.LowSendBitrate]],
    ["no time at all", { seconds: 0, loudness: 0 }, []],
  ])("%s", (_, facts, problems) => {
    expect(publishProblems({ ...SENT, ...facts })).toEqual(problems);
  });
});

describe("problems of a played stream", () => {
  it.each([
    ["good audio", {}, []],
    ["no packets", { packets: 0, samples: 0 }, []],
    ["nothing decoded", { samples: 0 }, [Problem.Decode]],
    ["mostly made up", { concealed: 80_000 }, [Problem.Decode]],
    ["muted", { muted: true, samples: 0 }, []],
    ["pictures", { pictures: { bytes: 60_000, decoded: 45 } }, []],
    ["no pictures for now", { pictures: { bytes: 0, decoded: 0 } }, []],
    ["pictures in vain", { pictures: { bytes: 9_000, decoded: 0 } }, [Problem.DecodePictures]],
  ])("%s", (_, facts, problems) => {
    expect(playProblems({ ...HEARD, ...facts })).toEqual(problems);
  });
});

describe("a tracker", () => {
  it("tells a problem that lasts, once, and its end", () => {
    const tracker = new ProblemTracker();
    const codes = [[1002], [1002], [1002], [], [1002], []].map((problems) =>
      tracker.take(problems as Problem[]).map(({ code }) => code),
    );
    expect(codes).toEqual([[], [1002], [], [2002], [], []]);
  });
});
