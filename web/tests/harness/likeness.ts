/**
 * Whether a recording is part of a speech: the correlation of both log-mel spectrograms, best
 * over all delays. Gain, a codec and a jitter buffer leave it nearly alone; other speech does not.
 */
import type { Sound } from "./wav.ts";

const WINDOW_SECONDS = 0.032;
const HOP_SECONDS = 0.01;
const BANDS = 24;
const LOWEST_HERTZ = 100;
const HIGHEST_HERTZ = 6_000;
/** How far below the loudest band a band counts as silent. */
const FLOOR_DECIBELS = 40;

/** What is said of a recording that has less than this much energy in it (RMS): silence. */
export const SILENCE = 0.003;

/** The root of the mean square. */
export function loudness(samples: Float32Array): number {
  const energy = samples.reduce((sum, sample) => sum + sample * sample, 0);
  return Math.sqrt(energy / Math.max(1, samples.length));
}

/**
 * How much a recording is like some part of a speech that is said over and over: about 0 for
 * silence, 1 for the same. What comes through a good call is above 0.8, other speech below 0.6.
 */
export function likeness(speech: Sound, recording: Sound): number {
  if (loudness(recording.samples) < SILENCE) return 0;
  const heard = spectrogram(recording);
  const once = spectrogram(speech);
  const said = [...once, ...once.slice(0, heard.length)];
  let best = 0;
  for (let delay = 0; delay + heard.length <= said.length; delay++) {
    best = Math.max(best, correlation(heard, said, delay));
  }
  return best;
}

/** The frequency that is loudest in a recording. */
export function loudestHertz({ samples, sampleRate }: Sound): number {
  const size = 2 ** Math.floor(Math.log2(samples.length));
  const power = powers(samples.subarray(samples.length - size));
  const loudest = power.reduce((best, value, bin) => (value > (power[best] ?? 0) ? bin : best), 0);
  return (loudest * sampleRate) / size;
}

/** The correlation of all bands of a recording with those of a speech from one moment on. */
function correlation(heard: Float32Array[], said: Float32Array[], delay: number): number {
  let product = 0;
  let heardSquares = 0;
  let saidSquares = 0;
  for (let band = 0; band < BANDS; band++) {
    let heardMean = 0;
    let saidMean = 0;
    for (let hop = 0; hop < heard.length; hop++) {
      heardMean += heard[hop]?.[band] ?? 0;
      saidMean += said[hop + delay]?.[band] ?? 0;
    }
    heardMean /= heard.length;
    saidMean /= heard.length;
    for (let hop = 0; hop < heard.length; hop++) {
      const a = (heard[hop]?.[band] ?? 0) - heardMean;
      const b = (said[hop + delay]?.[band] ?? 0) - saidMean;
      product += a * b;
      heardSquares += a * a;
      saidSquares += b * b;
    }
  }
  return product / Math.sqrt(heardSquares * saidSquares || 1);
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
