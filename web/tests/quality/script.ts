/** What is said in a call, and how what was heard is cut into pieces to compare. */
import { join } from "node:path";
import { readWav } from "../harness/wav.ts";
import { interpolate } from "./resample.ts";

export const SAMPLE_RATE = 48_000;

/** Of the Debian package pocketsphinx-testdata; those of `crates/testkit/benches/quality`. */
const FOLDER = "/usr/share/pocketsphinx/test/data";
const AUSTEN = "librivox/sense_and_sensibility_01_austen_64kb";
const FILES = [
  `${AUSTEN}-0870.wav`,
  "cards/005.wav",
  `${AUSTEN}-0880.wav`,
  `${AUSTEN}-0890.wav`,
  `${AUSTEN}-0920.wav`,
  `${AUSTEN}-0930.wav`,
];

/** How long the network is bad before the first clip, with speech. */
const WARM_UP_SECONDS = 12;
/** The silence after each clip. */
const PAUSE_SECONDS = 1;

/** A clip and where it begins. */
export interface Clip {
  samples: Float32Array;
  begins: number;
}

/** All that is said in a call, 48,000 samples a second. */
export interface Script {
  samples: Float32Array;
  /** Of the samples, when the clips begin that count. */
  measuredFrom: number;
  clips: Clip[];
}

/** Reads the clips. */
export function readScript(): Script {
  const sounds = FILES.map((file) => {
    const { samples, sampleRate } = readWav(join(FOLDER, file));
    return interpolate(samples, SAMPLE_RATE / sampleRate);
  });
  const pause = PAUSE_SECONDS * SAMPLE_RATE;
  const measuredFrom = WARM_UP_SECONDS * SAMPLE_RATE;
  let begins = measuredFrom;
  const clips = sounds.map((samples) => {
    const clip = { samples, begins };
    begins += samples.length + pause;
    return clip;
  });
  const samples = new Float32Array(begins);
  for (const clip of clips) samples.set(clip.samples, clip.begins);
  // Before, the same things are said, and cut off.
  samples.set(samples.slice(measuredFrom, 2 * measuredFrom - pause), 0);
  return { samples, measuredFrom, clips };
}

/** What was heard, on the clock of what was said. */
export interface Heard {
  samples: Float32Array;
  /** How much later the first sample was heard than the first of the script was said. */
  beginsAfterMs: number;
}
