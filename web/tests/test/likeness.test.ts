import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { likeness, loudness } from "../harness/likeness.ts";
import { prepareSpeeches } from "../harness/speech.ts";
import { readWav, type Sound, writeWav } from "../harness/wav.ts";

const folder = mkdtempSync(join(tmpdir(), "cooee-likeness-"));
const files = prepareSpeeches(folder);
const first = readWav(files.first.file);
const second = readWav(files.second.file);
afterAll(() => rmSync(folder, { recursive: true }));

/** Three seconds of a sound from one moment on, which may run over its end. */
function part({ samples, sampleRate }: Sound, seconds: number): Sound {
  const start = Math.round(seconds * sampleRate);
  const length = 3 * sampleRate;
  const heard = new Float32Array(length).map(
    (_, at) => samples[(start + at) % samples.length] ?? 0,
  );
  return { samples: heard, sampleRate };
}

describe("a recording", () => {
  test.each([0, 1.234, 4.321])("is like the speech it is of (from %d s)", (seconds) => {
    const heard = part(first, seconds);
    heard.samples = heard.samples.map((sample) => sample * 0.3 + (Math.random() - 0.5) * 0.004);
    expect(likeness(first, heard)).toBeGreaterThan(0.85);
  });

  test.each([0, 1.234, 4.321])("is unlike another speech (from %d s)", (seconds) => {
    expect(likeness(first, part(second, seconds))).toBeLessThan(0.6);
    expect(likeness(second, part(first, seconds))).toBeLessThan(0.6);
  });

  test("of silence or noise is unlike any speech", () => {
    const silence = new Float32Array(144_000);
    const noise = silence.map(() => (Math.random() - 0.5) * 0.2);
    expect(likeness(first, { samples: silence, sampleRate: 48_000 })).toBe(0);
    expect(likeness(first, { samples: noise, sampleRate: 48_000 })).toBeLessThan(0.5);
  });

  test("is read back from a file as it was written", () => {
    const copy = join(folder, "copy.wav");
    writeWav(copy, first);
    const { samples, sampleRate } = readWav(copy);
    expect(sampleRate).toBe(48_000);
    expect(samples.length).toBe(first.samples.length);
    expect(loudness(samples)).toBeCloseTo(loudness(first.samples), 4);
  });
});
