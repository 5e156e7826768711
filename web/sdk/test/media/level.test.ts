import { describe, expect, it } from "vitest";
import { dbovOf, Meter, SILENCE_DBOV, soundLevelOf } from "../../src/media/level";

function sine(amplitude: number): Float32Array {
  const step = (2 * Math.PI * 1000) / 48_000;
  return Float32Array.from({ length: 4800 }, (_, index) => amplitude * Math.sin(index * step));
}

function measure(samples: ArrayLike<number>): number {
  const meter = new Meter();
  meter.pushSamples(samples);
  return meter.take();
}

describe("loudness", () => {
  it("follows RFC 6464", () => {
    expect(dbovOf(measure([1, -1, 1, -1]))).toBe(0);
    expect(Math.round(dbovOf(measure(sine(1))))).toBe(-3);
    expect(Math.round(dbovOf(measure(sine(0.1))))).toBe(-23);
    expect(dbovOf(measure(new Float32Array(480)))).toBe(SILENCE_DBOV);
    expect(dbovOf(measure([]))).toBe(SILENCE_DBOV);
  });

  it("stays in range with overload and nonsense", () => {
    expect(soundLevelOf(64)).toBe(100);
    expect(soundLevelOf(Number.NaN)).toBe(0);
    expect(soundLevelOf(Number.POSITIVE_INFINITY)).toBe(100);
  });

  it("is a line from −60 to 0 dBov", () => {
    expect(soundLevelOf(0)).toBe(0);
    expect(soundLevelOf(10 ** -6)).toBe(0);
    expect(soundLevelOf(10 ** -3)).toBe(50);
    expect(soundLevelOf(1)).toBe(100);
    expect(soundLevelOf(10 ** -2.6)).toBe(56.7);
  });
});

describe("a meter", () => {
  it("averages between readings", () => {
    const meter = new Meter();
    meter.pushSamples(new Float32Array(480).fill(1));
    meter.pushSamples(new Float32Array(480));
    expect(meter.empty).toBe(false);
    expect(meter.take()).toBe(0.5);
    expect(meter.empty).toBe(true);
    expect(meter.take()).toBe(0);
  });

  it("weighs measured loudness alike", () => {
    const meter = new Meter();
    for (const level of [0.1, 0.3]) meter.pushMeanSquare(level ** 2);
    expect(meter.take()).toBeCloseTo(0.05, 10);
  });
});
