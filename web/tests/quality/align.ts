/** How much later a clip was heard than it was said. */

/** Samples of each that are one in the first, coarse search. */
const COARSE = 12;

/** The lag, 0 up to `longest`, at which a clip fits best into what was heard, in samples. */
export function lag(clip: Float32Array, heard: Float32Array, longest: number): number {
  const [roughClip, roughHeard] = [coarse(clip), coarse(heard)];
  const rough = COARSE * best(roughClip, roughHeard, 0, Math.floor(longest / COARSE));
  return best(clip, heard, Math.max(0, rough - 2 * COARSE), Math.min(longest, rough + 2 * COARSE));
}

function best(clip: Float32Array, heard: Float32Array, from: number, to: number): number {
  let found = from;
  let highest = -Infinity;
  for (let at = from; at <= to; at++) {
    let sum = 0;
    for (let index = 0; index < clip.length; index++) {
      sum += (clip[index] as number) * (heard[at + index] ?? 0);
    }
    if (sum > highest) {
      highest = sum;
      found = at;
    }
  }
  return found;
}

/** Means of neighbours: good enough for speech, whose power lies low. */
function coarse(samples: Float32Array): Float32Array {
  return new Float32Array(Math.floor(samples.length / COARSE)).map((_, at) => {
    let sum = 0;
    for (let index = 0; index < COARSE; index++) sum += samples[at * COARSE + index] ?? 0;
    return sum / COARSE;
  });
}
