/** Calls between two ends of libwebrtc in this process, with and without a server. */
import wrtc from "@roamhq/wrtc";
import type { App, Server } from "../harness/server.ts";
import { UdpRelay } from "../harness/udp-relay.ts";
import { until } from "../harness/until.ts";
import { connectThrough, loadSdk, SoundRecorder, SoundSource } from "../harness/wrtc.ts";
import { AFTER_SECONDS } from "./chromium-call.ts";
import type { Network } from "./conditions.ts";
import type { Call } from "./result.ts";
import { SAMPLE_RATE, type Script } from "./script.ts";

let count = 0;

/** Makes a call between two engines of the Web SDK. */
export async function callByLibwebrtc(
  script: Script,
  [server, app]: readonly [Server, App],
  network: Network,
  seed: number,
): Promise<Call> {
  const id = ++count;
  const Engine = await loadSdk();
  const [talkerRelay, listenerRelay] = [
    new UdpRelay(server.port, 2 * seed),
    new UdpRelay(server.port, 2 * seed + 1),
  ];
  const source = new SoundSource();
  const engines: InstanceType<typeof Engine>[] = [];
  try {
    await Promise.all([talkerRelay.start(), listenerRelay.start()]);
    const join = async (user: string, relay: UdpRelay) => {
      const engine = new Engine(app.id, server.url);
      engines.push(engine);
      const token = await server.token(app, user);
      // The engine makes its connection while it logs in, and nobody else makes one by then.
      await connectThrough(relay.port, () =>
        engine.loginRoom(`libwebrtc-${id}`, token, { userID: user }),
      );
      return engine;
    };
    const talker = await join(`native-talker-${id}`, talkerRelay);
    const listener = await join(`native-listener-${id}`, listenerRelay);
    const local = await talker.createZegoStream({ custom: { audio: { source: source.stream } } });
    talker.startPublishingStream(`native-${id}`, local);
    const heard = await listener.startPlayingStream(`native-${id}`);
    talkerRelay.up.become(network.talkerUp);
    listenerRelay.down.become(network.listenerDown);
    return await say(script, source, heard, talkerRelay);
  } finally {
    source.stop();
    for (const engine of engines) engine.destroyEngine();
    talkerRelay.stop();
    listenerRelay.stop();
  }
}

/** Makes a call from one end to the other, with nothing but the network between them. */
export async function callDirectly(script: Script, network: Network, seed: number): Promise<Call> {
  const source = new SoundSource();
  const talker: RTCPeerConnection = new wrtc.RTCPeerConnection();
  const listener: RTCPeerConnection = new wrtc.RTCPeerConnection();
  // Both ends of one way: what the talker sends comes out of the relay at the listener's port.
  const relay = new UdpRelay(0, 2 * seed);
  try {
    await relay.start();
    const heard = new Promise<MediaStream>((resolve) => {
      listener.ontrack = ({ track }) => resolve(new wrtc.MediaStream([track]));
    });
    for (const track of source.stream.getTracks()) talker.addTrack(track, source.stream);
    await talker.setLocalDescription(await talker.createOffer());
    // The listener learns the talker's address, which is the relay's, from the first check.
    const offer = withoutCandidates(talker.localDescription?.sdp ?? "");
    await listener.setRemoteDescription({ type: "offer", sdp: offer });
    await listener.setLocalDescription(await listener.createAnswer());
    const [address, port] = await hostCandidate(listener);
    Object.assign(relay.target, { address, port });
    const answer = `${withoutCandidates(listener.localDescription?.sdp ?? "")}${candidate(address, relay.port)}`;
    await talker.setRemoteDescription({ type: "answer", sdp: answer });
    const stream = await heard;
    await until("both ends are connected", () => talker.connectionState === "connected");
    // The way from the one to the other is one; it is as bad as both its parts.
    const worse = network.listenerDown.loss > 0 ? network.listenerDown : network.talkerUp;
    relay.up.become(worse);
    return await say(script, source, stream, relay);
  } finally {
    source.stop();
    talker.close();
    listener.close();
    relay.stop();
  }
}

/** Says the script, and listens. */
async function say(
  script: Script,
  source: SoundSource,
  stream: MediaStream,
  relay: UdpRelay,
): Promise<Call> {
  const recorder = new SoundRecorder(stream);
  source.say(script.samples);
  await until("the warm-up is over", () => source.said >= script.measuredFrom, 60_000);
  const [bytes, began] = [relay.up.traffic.bytes, performance.now()];
  const end = script.samples.length + AFTER_SECONDS * SAMPLE_RATE;
  await until("all is said", () => source.said >= end, 120_000);
  const seconds = (performance.now() - began) / 1000;
  const { samples, beganAt } = recorder.stop();
  return {
    heard: { samples, beginsAfterMs: beganAt - source.beganAt },
    bitsPerSecond: (8 * (relay.up.traffic.bytes - bytes)) / seconds,
    latestMs: Math.max(source.latestMs, recorder.latestMs),
  };
}

async function hostCandidate(connection: RTCPeerConnection): Promise<[string, number]> {
  const found = await until("a candidate", () => {
    const sdp = connection.localDescription?.sdp ?? "";
    return /^a=candidate:\S+ 1 udp \d+ (\d+\.\d+\.\d+\.\d+) (\d+) typ host/im.exec(sdp);
  });
  return [found[1] ?? "", Number(found[2])];
}

function withoutCandidates(sdp: string): string {
  return sdp.replace(/^a=(candidate:.*|end-of-candidates|ice-options:trickle)\r\n/gm, "");
}

function candidate(address: string, port: number): string {
  return `a=candidate:1 1 udp 2130706431 ${address} ${port} typ host\r\n`;
}
