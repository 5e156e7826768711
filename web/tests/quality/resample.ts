/** A higher sample rate, with a windowed sinc. */

/** Samples on each side that a new one is made of. */
const REACH = 32;

/** Of each sample, `factor`. */
export function interpolate(samples: Float32Array, factor: number): Float32Array {
  const filter = lowPass(factor);
  const reach = REACH * factor;
  const made = new Float32Array(samples.length * factor);
  for (let at = 0; at < made.length; at++) {
    const first = Math.max(0, Math.ceil((at - reach) / factor));
    const last = Math.min(samples.length - 1, Math.floor((at + reach) / factor));
    let sum = 0;
    for (let from = first; from <= last; from++) {
      sum += (samples[from] ?? 0) * (filter[reach + from * factor - at] ?? 0);
    }
    made[at] = sum * factor;
  }
  return made;
}

/** Passes what is below 95 % of the old rate's half. */
function lowPass(factor: number): Float64Array {
  const reach = REACH * factor;
  const cutoff = 0.95 / factor;
  const taps = Float64Array.from({ length: 2 * reach + 1 }, (_, index) => {
    const at = index - reach;
    const sinc = at === 0 ? 1 : Math.sin(Math.PI * cutoff * at) / (Math.PI * cutoff * at);
    const turn = (Math.PI * at) / reach;
    return sinc * (0.42 + 0.5 * Math.cos(turn) + 0.08 * Math.cos(2 * turn));
  });
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}
