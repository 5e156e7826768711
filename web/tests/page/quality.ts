/**
 * A talker and a listener in one page, so that one audio clock sees what is said and what is
 * heard. Only the global of the UMD file is used, as a page would.
 */
import type { ExpressEngine } from "../../sdk/src/index.ts";
import type { Sent } from "./encoded.ts";
import { redirected } from "./redirected.ts";
import { countSent, sent } from "./sent.ts";

declare global {
  interface Window {
    call: typeof call;
  }
}

/** Somebody in the call. */
export interface Side {
  user: string;
  token: string;
  /** Where his media goes instead of the server's own port. */
  mediaPort: number;
}

/** What became of the sound and its packets while the script was said. */
export interface Recording {
  /** 16 bit PCM in base64, from when the first sample was said. */
  pcm: string;
  sampleRate: number;
  /** What was sent from the beginning of the measured part on. */
  sent: Sent;
  /** The share of the measured part that the listener made up. */
  concealed: number;
  /** The longest wait for the audio thread, beyond the usual one, in ms. */
  latestMs: number;
  /** The peer connections that there were: two, unless one was lost. */
  connections: number;
}

/** Takes both inputs to pieces of a tenth of a second, and says when each was full. */
const WORKLET = `
registerProcessor("recorder", class extends AudioWorkletProcessor {
  #heard = new Float32Array(4800);
  #at = 0;
  #first = currentFrame;
  process([heard]) {
    this.#heard.set(heard[0] ?? new Float32Array(128), this.#at);
    this.#at += 128;
    if (this.#at + 128 > 4800) {
      const block = this.#heard.slice(0, this.#at);
      this.port.postMessage({ block, first: this.#first, at: Date.now() });
      this.#at = 0;
      this.#first = currentFrame + 128;
    }
    return true;
  }
});
`;

interface Block {
  block: Float32Array;
  /** The number of its first sample on the clock of the context. */
  first: number;
  at: number;
}

const connections: RTCPeerConnection[] = [];
let mediaPort = 0;

/** Connections of the SDK go to the port that is set when they are made, and count what they send. */
window.RTCPeerConnection = class extends RTCPeerConnection {
  readonly #port = mediaPort;

  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    connections.push(this);
  }

  override addTransceiver(
    what: MediaStreamTrack | string,
    init?: RTCRtpTransceiverInit,
  ): RTCRtpTransceiver {
    const transceiver = super.addTransceiver(what, init);
    if (init?.direction === "sendonly" && connections[0] === this) {
      countSent(transceiver.sender);
    }
    return transceiver;
  }

  override setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    return super.setRemoteDescription(redirected(description, this.#port));
  }
};

let context: AudioContext;
let engines: ExpressEngine[] = [];
let output: MediaStreamAudioDestinationNode;
let script: AudioBuffer;
let heard: MediaStream;

export const call = {
  /** Connects both sides; the talker is silent. */
  async connect(
    [appID, server, room]: readonly [number, string, string],
    sides: readonly [Side, Side],
    scriptUrl: string,
  ): Promise<void> {
    context = new AudioContext({ sampleRate: 48_000 });
    const url = URL.createObjectURL(new Blob([WORKLET], { type: "text/javascript" }));
    await context.audioWorklet.addModule(url);
    script = await context.decodeAudioData(await (await fetch(scriptUrl)).arrayBuffer());
    output = new MediaStreamAudioDestinationNode(context, {
      channelCount: 1,
      channelCountMode: "explicit",
    });
    for (const { user, token, mediaPort: port } of sides) {
      mediaPort = port;
      const engine = new window.ZegoExpressEngine(appID, server);
      engines.push(engine);
      await engine.loginRoom(room, token, { userID: user, userName: user });
    }
    const [talker, listener] = engines as [ExpressEngine, ExpressEngine];
    const stream = `${sides[0].user}-main`;
    const local = await talker.createZegoStream({ custom: { audio: { source: output.stream } } });
    talker.startPublishingStream(stream, local);
    heard = await listener.startPlayingStream(stream);
    const element = document.createElement("div");
    element.id = "view";
    document.body.append(element);
    listener.createRemoteStreamView(heard).play("view", { enableAutoplayDialog: false });
  },

  /** Says the script, and records what is heard until some seconds after. */
  async say(measuredFromSeconds: number, moreSeconds: number): Promise<Recording> {
    const recorder = new AudioWorkletNode(context, "recorder", { numberOfOutputs: 0 });
    const blocks: Block[] = [];
    recorder.port.onmessage = ({ data }: MessageEvent<Block>) => void blocks.push(data);
    context.createMediaStreamSource(heard).connect(recorder);
    const source = new AudioBufferSourceNode(context, { buffer: script });
    source.connect(output);
    const begins = Math.ceil((context.currentTime + 0.2) * 48_000);
    source.start(begins / 48_000);
    await until(begins + measuredFromSeconds * 48_000, blocks);
    const [sentBefore, playedBefore] = [await sent(), await played()];
    const end = begins + script.length + moreSeconds * 48_000;
    await until(end, blocks);
    const [sentAfter, playedAfter] = [await sent(), await played()];
    for (const engine of engines) engine.destroyEngine();
    engines = [];
    const samples = new Float32Array(end - begins);
    for (const { block, first } of blocks) {
      const at = first - begins;
      if (at >= 0 && at + block.length <= samples.length) samples.set(block, at);
    }
    const share =
      (playedAfter.concealed - playedBefore.concealed) / (playedAfter.all - playedBefore.all);
    return {
      pcm: base64(samples),
      sampleRate: context.sampleRate,
      sent: {
        packets: sentAfter.packets - sentBefore.packets,
        withFec: sentAfter.withFec - sentBefore.withFec,
        withCopies: sentAfter.withCopies - sentBefore.withCopies,
      },
      concealed: share,
      latestMs: lateness(blocks),
      connections: connections.length,
    };
  },
};

window.call = call;

/** Waits until what was heard up to a sample of the context's clock is recorded. */
function until(sample: number, blocks: Block[]): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const last = blocks.at(-1);
      if (!last || last.first + last.block.length < sample) return;
      clearInterval(timer);
      resolve();
    }, 20);
  });
}

/** The samples that the listener played so far, and those of them that he made up. */
async function played(): Promise<{ all: number; concealed: number }> {
  const sum = { all: 0, concealed: 0 };
  const stats = await connections.at(-1)?.getStats();
  stats?.forEach((entry: RTCInboundRtpStreamStats) => {
    if (entry.type !== "inbound-rtp") return;
    sum.all += entry.totalSamplesReceived ?? 0;
    sum.concealed += (entry.concealedSamples ?? 0) - silent(entry);
  });
  return sum;
}

/** Concealed samples of a pause are no loss. */
function silent(entry: object): number {
  return (entry as { silentConcealedSamples?: number }).silentConcealedSamples ?? 0;
}

/** How much later than the promptest the latest block came. */
function lateness(blocks: Block[]): number {
  const delays = blocks.map(({ first, at }) => at - (first / 48_000) * 1000);
  return Math.max(...delays) - Math.min(...delays);
}

function base64(samples: Float32Array): string {
  const pcm = Int16Array.from(samples, (sample) => Math.max(-1, Math.min(1, sample)) * 32767);
  const bytes = new Uint8Array(pcm.buffer);
  let text = "";
  for (let at = 0; at < bytes.length; at += 32_768) {
    text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  }
  return btoa(text);
}
