/** A call between two engines of the Web SDK in Chromium. */
import type { Browser } from "playwright-core";
import type { App, Server } from "../harness/server.ts";
import { UdpRelay } from "../harness/udp-relay.ts";
import type { Recording } from "../page/quality.ts";
import type { Network } from "./conditions.ts";
import type { Call } from "./result.ts";
import { SAMPLE_RATE, type Script } from "./script.ts";

/** What calls in Chromium need. */
export interface Stage {
  browser: Browser;
  /** Where the pages are. */
  pages: string;
  script: Script;
  /** The script as a WAV file. */
  scriptFile: string;
}

/** How long is listened after the last word. */
export const AFTER_SECONDS = 1.5;
let count = 0;

/** Calls that lost a connection are made again: the new one did not go through the network. */
const TRIES = 3;

/** Makes a call over a network. */
export async function callInChromium(
  stage: Stage,
  where: readonly [Server, App],
  network: Network,
  seed: number,
): Promise<Call> {
  for (let tries = 1; tries <= TRIES; tries++) {
    const result = await call(stage, where, network, seed);
    if (result) return result;
  }
  throw new Error(`each of ${TRIES} calls lost a connection: ${network.name}`);
}

async function call(
  stage: Stage,
  [server, app]: readonly [Server, App],
  network: Network,
  seed: number,
): Promise<Call | undefined> {
  const id = ++count;
  const relays = [new UdpRelay(server.port, 2 * seed), new UdpRelay(server.port, 2 * seed + 1)];
  const context = await stage.browser.newContext({ permissions: ["microphone"] });
  try {
    await Promise.all(relays.map((relay) => relay.start()));
    const [talker, listener] = relays as [UdpRelay, UdpRelay];
    const page = await context.newPage();
    await page.route("**/script.wav", (route) => route.fulfill({ path: stage.scriptFile }));
    await page.goto(`${stage.pages}page/quality.html`);
    await page.waitForFunction(() => "call" in window);
    const side = async (user: string, { port }: UdpRelay) => {
      return { user, token: await server.token(app, user), mediaPort: port };
    };
    const sides = [
      await side(`talker-${id}`, talker),
      await side(`listener-${id}`, listener),
    ] as const;
    await page.evaluate(([where, both, url]) => window.call.connect(where, both, url), [
      [app.id, server.url, `room-${id}`] as const,
      sides,
      "/script.wav",
    ] as const);
    talker.up.become(network.talkerUp);
    listener.down.become(network.listenerDown);
    const { measuredFrom, samples } = stage.script;
    const warmUpSeconds = measuredFrom / SAMPLE_RATE;
    const measured = (samples.length - measuredFrom) / SAMPLE_RATE + AFTER_SECONDS;
    const bytes = { before: 0 };
    const warm = setTimeout(() => {
      bytes.before = talker.up.traffic.bytes;
    }, 1000 * warmUpSeconds);
    const recording: Recording = await page.evaluate(
      ([from, more]) => window.call.say(from, more),
      [warmUpSeconds, AFTER_SECONDS] as const,
    );
    clearTimeout(warm);
    if (recording.connections !== 2) return undefined;
    return {
      heard: { samples: decode(recording.pcm), beginsAfterMs: 0 },
      bitsPerSecond: (8 * (talker.up.traffic.bytes - bytes.before)) / measured,
      fecShare: recording.sent.withFec / recording.sent.packets,
      copiedShare: recording.sent.withCopies / recording.sent.packets,
      concealed: recording.concealed,
      latestMs: recording.latestMs,
    };
  } finally {
    await context.close();
    for (const relay of relays) relay.stop();
  }
}

function decode(pcm: string): Float32Array {
  const bytes = Buffer.from(pcm, "base64");
  return new Float32Array(bytes.length / 2).map((_, at) => bytes.readInt16LE(2 * at) / 32768);
}
