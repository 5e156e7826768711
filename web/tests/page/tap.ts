/** Hears what a MediaStream carries. */

const WORKLET = `
registerProcessor("tap", class extends AudioWorkletProcessor {
  process([input]) {
    if (input[0]) this.port.postMessage(input[0].slice());
    return true;
  }
});
`;

/** Sound of a page as it crosses to the test: 16 bit PCM in base64. */
export interface Heard {
  pcm: string;
  sampleRate: number;
}

let context: AudioContext | undefined;
let ready: Promise<void> | undefined;

/** A sound that never pauses. */
export function tone(hertz: number): MediaStream {
  if (!context) throw new Error("prepareTaps comes first");
  const oscillator = new OscillatorNode(context, { frequency: hertz });
  const volume = new GainNode(context, { gain: 0.3 });
  const output = context.createMediaStreamDestination();
  oscillator.connect(volume).connect(output);
  oscillator.start();
  return output.stream;
}

/** Makes the audio context before it is needed, so that no time is lost later. */
export function prepareTaps(): Promise<void> {
  context ??= new AudioContext();
  const url = URL.createObjectURL(new Blob([WORKLET], { type: "text/javascript" }));
  ready ??= context.audioWorklet.addModule(url);
  return ready;
}

/** Listens to a stream from its start on. */
export class Tap {
  /** When something louder than silence was heard for the first time. */
  readonly firstSound: Promise<number>;
  #blocks: Float32Array[] = [];
  #wanted = 0;
  #full: () => void = () => {};

  constructor(stream: MediaStream) {
    if (!context) throw new Error("prepareTaps comes first");
    const node = new AudioWorkletNode(context, "tap", { numberOfOutputs: 0 });
    context.createMediaStreamSource(stream).connect(node);
    let heard: (at: number) => void = () => {};
    this.firstSound = new Promise((resolve) => {
      heard = resolve;
    });
    node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => {
      if (data.some((sample) => Math.abs(sample) > 0.01)) heard(performance.now());
      if (this.#wanted <= 0) return;
      this.#blocks.push(data);
      this.#wanted -= data.length;
      if (this.#wanted <= 0) this.#full();
    };
  }

  /** What is heard from this moment on. */
  async record(seconds: number): Promise<Heard> {
    const sampleRate = context?.sampleRate ?? 0;
    this.#blocks = [];
    await new Promise<void>((resolve) => {
      this.#full = resolve;
      this.#wanted = Math.round(seconds * sampleRate);
    });
    const samples = this.#blocks.flatMap((block) => Array.from(block));
    const pcm = Int16Array.from(samples, (sample) => Math.max(-1, Math.min(1, sample)) * 32767);
    const bytes = new Uint8Array(pcm.buffer);
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return { pcm: btoa(text), sampleRate };
  }
}
