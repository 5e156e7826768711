/** Two different speeches, as files for fake microphones and as what listeners should hear. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readWav, to48kHz, writeWav } from "./wav.ts";

const CLIPS = "/usr/share/pocketsphinx/test/data/librivox";
const CLIP = "sense_and_sensibility_01_austen_64kb";
/** Silence at the end, so that one round of the speech can be told from the next. */
const PAUSE_SECONDS = 0.5;

/** One of the speeches. */
export interface SpeechFiles {
  /** It once, as a WAV file of 48 kHz. */
  file: string;
  /** It for two minutes, over and over. */
  longFile: string;
}

/** Writes the files of both speeches into a folder. */
export function prepareSpeeches(folder: string): { first: SpeechFiles; second: SpeechFiles } {
  if (!existsSync(CLIPS)) {
    throw new Error(`${CLIPS} is missing: install the Debian package pocketsphinx-testdata`);
  }
  return {
    first: prepare(folder, "first", [`${CLIP}-0870`, `${CLIP}-0890`]),
    second: prepare(folder, "second", [`${CLIP}-0880`, `${CLIP}-0930`]),
  };
}

function prepare(folder: string, name: string, clips: string[]): SpeechFiles {
  const sounds = clips.map((clip) => to48kHz(readWav(join(CLIPS, `${clip}.wav`))).samples);
  const once = joined([...sounds, new Float32Array(PAUSE_SECONDS * 48_000)]);
  const file = join(folder, `${name}.wav`);
  const longFile = join(folder, `${name}-long.wav`);
  writeWav(file, { samples: once, sampleRate: 48_000 });
  const rounds = Math.ceil((120 * 48_000) / once.length);
  writeWav(longFile, { samples: joined(Array(rounds).fill(once)), sampleRate: 48_000 });
  return { file, longFile };
}

function joined(parts: Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  parts.reduce((at, part) => {
    all.set(part, at);
    return at + part.length;
  }, 0);
  return all;
}
