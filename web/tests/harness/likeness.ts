/**
 * Whether a recording is part of a speech: the correlation of both log-mel spectrograms where
 * they fit best. Gain, a codec and a jitter buffer leave it nearly alone; other speech does not.
 */
import type { Sound } from "./wav.ts";

const WINDOW_SECONDS = 0.032;
const HOP_SECONDS = 0.01;
const BANDS = 24;
const LOWEST_HERTZ = 100;
const HIGHEST_HERTZ = 6_000;
/** What a change of the delay costs, as a share of a moment's mean energy. */
const SHIFT_PRICE = 2;
/** How far below the loudest band a band counts as silent. */
const FLOOR_DECIBELS = 40;

/** What is said of a recording that has less than this much energy in it (RMS): silence. */
export const SILENCE = 0.003;

/** The root of the mean square. */
export function loudness(samples: Float32Array): number {
  const energy = samples.reduce((sum, sample) => sum + sample * sample, 0);
  return Math.sqrt(energy / Math.max(1, samples.length));
}

/** The spectrograms of speeches, which many recordings are compared with. */
const known = new WeakMap<Sound, Float32Array[]>();

/**
 * How much a recording is like some part of a speech that is said over and over: about 0 for
 * silence, 1 for the same. What comes through a good call is above 0.9, other speech below 0.6.
 */
export function likeness(speech: Sound, recording: Sound): number {
  if (loudness(recording.samples) < SILENCE) return 0;
  const heard = centred(spectrogram(recording));
  const once = known.get(speech) ?? centred(spectrogram(speech));
  known.set(speech, once);
  const said = [...once, ...once.slice(0, heard.length)];
  const delays = path(heard, said);
  return correlation(
    heard,
    delays.map((delay, hop) => said[hop + delay] as Float32Array),
  );
}

/** The frequency that is loudest in a recording. */
export function loudestHertz({ samples, sampleRate }: Sound): number {
  const size = 2 ** Math.floor(Math.log2(samples.length));
  const power = powers(samples.subarray(samples.length - size));
  const loudest = power.reduce((best, value, bin) => (value > (power[best] ?? 0) ? bin : best), 0);
  return (loudest * sampleRate) / size;
}

/**
 * With which delay each moment of a recording fits best. The delay may change by one hop a
 * moment, as a jitter buffer changes it, at a price.
 */
function path(heard: Float32Array[], said: Float32Array[]): number[] {
  const count = said.length - heard.length + 1;
  const energy = heard.reduce((sum, row) => sum + product(row, row), 0) / heard.length;
  const price = SHIFT_PRICE * energy;
  const steps: Int8Array[] = [];
  let scores = new Float64Array(count);
  heard.forEach((row, hop) => {
    const next = new Float64Array(count);
    const step = new Int8Array(count);
    for (let delay = 0; delay < count; delay++) {
      let best = scores[delay] ?? 0;
      for (const from of [-1, 1]) {
        const shifted = (scores[delay + from] ?? -Infinity) - price;
        if (shifted > best) {
          best = shifted;
          step[delay] = from;
        }
      }
      next[delay] = best + product(row, said[hop + delay] as Float32Array);
    }
    scores = next;
    steps.push(step);
  });
  let delay = scores.reduce((best, score, at) => (score > (scores[best] ?? 0) ? at : best), 0);
  const delays: number[] = [];
  for (const step of steps.reverse()) {
    delays.unshift(delay);
    delay += step[delay] ?? 0;
  }
  return delays;
}

function product(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let band = 0; band < BANDS; band++) sum += (a[band] as number) * (b[band] as number);
  return sum;
}

function correlation(heard: Float32Array[], said: Float32Array[]): number {
  const [a, b] = [centred(heard), centred(said)];
  const sum = (x: Float32Array[], y: Float32Array[]) =>
    x.reduce((total, row, hop) => total + product(row, y[hop] as Float32Array), 0);
  return sum(a, b) / Math.sqrt(sum(a, a) * sum(b, b) || 1);
}

/** Each band without its mean, so that gain and colour do not count. */
function centred(rows: Float32Array[]): Float32Array[] {
  const means = new Float64Array(BANDS);
  for (const row of rows) {
    for (let band = 0; band < BANDS; band++) {
      means[band] = (means[band] ?? 0) + (row[band] ?? 0) / rows.length;
    }
  }
  return rows.map((row) => row.map((value, band) => value - (means[band] ?? 0)));
}

/** The loudness of each band in decibels, 100 times a second. */
function spectrogram({ samples, sampleRate }: Sound): Float32Array[] {
  const window = Math.round(WINDOW_SECONDS * sampleRate);
  const hop = Math.round(HOP_SECONDS * sampleRate);
  const size = 2 ** Math.ceil(Math.log2(window));
  const rows: Float32Array[] = [];
  for (let start = 0; start + window <= samples.length; start += hop) {
    const real = new Float32Array(size);
    for (let index = 0; index < window; index++) {
      const weight = 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / window);
      real[index] = weight * (samples[start + index] ?? 0);
    }
    rows.push(bands(powers(real), sampleRate / size));
  }
  const loudest = rows.reduce((most, row) => Math.max(most, ...row), -Infinity);
  return rows.map((row) => row.map((value) => Math.max(value, loudest - FLOOR_DECIBELS)));
}

function mel(hertz: number): number {
  return 1127 * Math.log1p(hertz / 700);
}

function bands(power: Float32Array, hertzPerBin: number): Float32Array {
  const width = (mel(HIGHEST_HERTZ) - mel(LOWEST_HERTZ)) / BANDS;
  const sums = new Float32Array(BANDS);
  power.forEach((value, bin) => {
    const band = Math.floor((mel(bin * hertzPerBin) - mel(LOWEST_HERTZ)) / width);
    if (band >= 0 && band < BANDS) sums[band] = (sums[band] ?? 0) + value;
  });
  return sums.map((sum) => 10 * Math.log10(sum + 1e-9));
}

/** The power of each frequency: a fast Fourier transform (radix 2) of real samples. */
function powers(real: Float32Array): Float32Array {
  const size = real.length;
  const re = Float64Array.from(real);
  const im = new Float64Array(size);
  const at = (array: Float64Array, index: number) => array[index] as number;
  for (let index = 1, mirrored = 0; index < size; index++) {
    let bit = size >> 1;
    for (; mirrored & bit; bit >>= 1) mirrored ^= bit;
    mirrored ^= bit;
    if (index < mirrored) {
      const kept = at(re, index);
      re[index] = at(re, mirrored);
      re[mirrored] = kept;
    }
  }
  for (let length = 2; length <= size; length *= 2) {
    const half = length / 2;
    for (let offset = 0; offset < half; offset++) {
      const angle = (-2 * Math.PI * offset) / length;
      const cos = Math.cos(angle);
      const sin = Math.sin(angle);
      for (let low = offset; low < size; low += length) {
        const high = low + half;
        const a = at(re, high) * cos - at(im, high) * sin;
        const b = at(re, high) * sin + at(im, high) * cos;
        re[high] = at(re, low) - a;
        im[high] = at(im, low) - b;
        re[low] = at(re, low) + a;
        im[low] = at(im, low) + b;
      }
    }
  }
  return new Float32Array(size / 2).map((_, bin) => at(re, bin) ** 2 + at(im, bin) ** 2);
}
