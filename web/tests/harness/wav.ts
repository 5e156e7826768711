/** WAV files and sample rates. */
import { readFileSync, writeFileSync } from "node:fs";

/** Mono sound, samples from -1 to 1. */
export interface Sound {
  samples: Float32Array;
  sampleRate: number;
}

/** Reads a WAV file of 16 bit PCM; of several channels the first. */
export function readWav(path: string): Sound {
  const bytes = readFileSync(path);
  let sampleRate = 0;
  let channels = 1;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = bytes.toString("latin1", at, at + 4);
    // A file that is still written has no true length yet.
    const length = Math.min(bytes.readUInt32LE(at + 4), bytes.length - at - 8);
    if (name === "fmt ") {
      channels = bytes.readUInt16LE(at + 10);
      sampleRate = bytes.readUInt32LE(at + 12);
      const bits = bytes.readUInt16LE(at + 22);
      if (bits !== 16) throw new Error(`${path} has ${bits} bits a sample, not 16`);
    } else if (name === "data") {
      const samples = new Float32Array(Math.floor(length / (2 * channels)));
      for (let index = 0; index < samples.length; index++) {
        samples[index] = bytes.readInt16LE(at + 8 + 2 * channels * index) / 32768;
      }
      return { samples, sampleRate };
    }
    at += 8 + length + (length % 2);
  }
  throw new Error(`${path} has no samples`);
}

/** Writes a WAV file of 16 bit PCM. */
export function writeWav(path: string, { samples, sampleRate }: Sound): void {
  const bytes = Buffer.alloc(44 + 2 * samples.length);
  bytes.write("RIFF", 0);
  bytes.writeUInt32LE(36 + 2 * samples.length, 4);
  bytes.write("WAVEfmt ", 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(sampleRate, 24);
  bytes.writeUInt32LE(2 * sampleRate, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36);
  bytes.writeUInt32LE(2 * samples.length, 40);
  samples.forEach((sample, index) => {
    bytes.writeInt16LE(Math.round(32767 * Math.max(-1, Math.min(1, sample))), 44 + 2 * index);
  });
  writeFileSync(path, bytes);
}

/** The same sound with 48,000 samples a second, from a rate that divides it. */
export function to48kHz({ samples, sampleRate }: Sound): Sound {
  const factor = 48_000 / sampleRate;
  if (!Number.isInteger(factor)) throw new Error(`48 kHz is no multiple of ${sampleRate} Hz`);
  const resampled = new Float32Array(samples.length * factor);
  for (let index = 0; index < resampled.length; index++) {
    const position = index / factor;
    const before = samples[Math.floor(position)] ?? 0;
    const after = samples[Math.floor(position) + 1] ?? before;
    resampled[index] = before + (after - before) * (position % 1);
  }
  return { samples: resampled, sampleRate: 48_000 };
}
