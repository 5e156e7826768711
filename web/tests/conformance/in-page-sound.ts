/** Sound for the pages of these tests: made, and measured. */

/** Runs in the page after the other helpers were installed. */
export function installSound(): void {
  const meters = new WeakMap<MediaStream, AnalyserNode>();

  function tone(): HTMLAudioElement {
    const rate = 48_000;
    const wav = new DataView(new ArrayBuffer(44 + 2 * rate));
    const words = [
      [0, 0x52494646],
      [8, 0x57415645],
      [12, 0x666d7420],
      [36, 0x64617461],
    ] as const;
    for (const [offset, word] of words) wav.setUint32(offset, word);
    wav.setUint32(4, wav.byteLength - 8, true);
    wav.setUint32(16, 16, true);
    wav.setUint16(20, 1, true);
    wav.setUint16(22, 1, true);
    wav.setUint32(24, rate, true);
    wav.setUint32(28, 2 * rate, true);
    wav.setUint16(32, 2, true);
    wav.setUint16(34, 16, true);
    wav.setUint32(40, 2 * rate, true);
    for (let index = 0; index < rate; index += 1) {
      wav.setInt16(44 + 2 * index, 10_000 * Math.sin((2 * Math.PI * 440 * index) / rate), true);
    }
    const element = new Audio(URL.createObjectURL(new Blob([wav], { type: "audio/wav" })));
    element.loop = true;
    return element;
  }

  function meter(stream: MediaStream): AnalyserNode {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(analyser);
    meters.set(stream, analyser);
    return analyser;
  }

  function loudness(stream: MediaStream): number {
    const analyser = meters.get(stream) ?? meter(stream);
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    const peak = Math.max(...samples.map(Math.abs));
    return peak > 0.01 ? peak : 0;
  }

  Object.assign(helpers, { tone, loudness });
}
