/**
 * How calls sound in real time over bad networks. `./x bench quality` runs this; arguments leave only
 * the networks whose names contain one of them.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { chromium } from "playwright-core";
import { startChromium } from "../harness/chromium.ts";
import { servePages } from "../harness/pages.ts";
import { type App, createApp, type Server, startServer, storeFolder } from "../harness/server.ts";
import { writeWav } from "../harness/wav.ts";
import { callInChromium, type Stage } from "./chromium-call.ts";
import { LOSSY_DOWNLINK, NETWORKS, type Network } from "./conditions.ts";
import { callByLibwebrtc, callDirectly } from "./libwebrtc-call.ts";
import { heading, line, warning } from "./report.ts";
import { type Call, type Result, type Row, row } from "./result.ts";
import { Scores } from "./scores.ts";
import { readScript, SAMPLE_RATE } from "./script.ts";

const {
  COOEE_SCORES_PYTHON: python,
  COOEE_REAL_TIME: file,
  COOEE_CALLS_AT_ONCE: callsAtOnce,
} = process.env;
if (!python || !file) throw new Error("run `./x bench quality`");
/** How many calls of one kind are made at the same time. */
const AT_ONCE = Number(callsAtOnce ?? 4);
/** How often calls with and without listener feedback are compared. */
const COMPARISONS = 5;

const names = process.argv.slice(2);
const networks = NETWORKS.filter(({ name }) => {
  return names.length === 0 || names.some((part) => name.includes(part));
});

/** A row of the table to come: its calls differ in their seeds alone. */
interface Plan {
  client: string;
  network: Network;
  runs: number;
  call(network: Network, seed: number): Promise<Call>;
}

const folder = mkdtempSync(join(tmpdir(), "cooee-quality-"));
const script = readScript();
const scriptFile = join(folder, "script.wav");
writeWav(scriptFile, { samples: script.samples, sampleRate: SAMPLE_RATE });
const scores = new Scores(script, python);
const pages = await servePages();
const browsers = await startChromium();
const rows: Row[] = [];
const servers: Awaited<ReturnType<typeof serve>>[] = [];
try {
  const [told, untold] = [await serve(), await serve("--listener-feedback=false")];
  servers.push(told, untold);
  const browser = await chromium.connect(browsers.wsEndpoint());
  const stage: Stage = { browser, pages: pages.url, script, scriptFile };
  const inChromium = ({ server, app }: { server: Server; app: App }) => {
    return (network: Network, seed: number) => callInChromium(stage, [server, app], network, seed);
  };
  const byLibwebrtc = (network: Network, seed: number) => {
    return callByLibwebrtc(script, [told.server, told.app], network, seed);
  };
  const directly = (network: Network, seed: number) => callDirectly(script, network, seed);
  const plans: Plan[] = networks.flatMap((network) => {
    const isCompared = network === LOSSY_DOWNLINK;
    const runs = isCompared ? COMPARISONS : 1;
    const plan = (client: string, call: Plan["call"], runs = 1) => ({
      client,
      network,
      runs,
      call,
    });
    return [
      plan("Chromium via Cooee", inChromium(told), runs),
      plan("libwebrtc via Cooee", byLibwebrtc),
      plan("libwebrtc directly", directly),
      ...(isCompared ? [plan("Chromium via Cooee, feedback off", inChromium(untold), runs)] : []),
    ];
  });
  console.log(heading());
  await perform(plans);
} finally {
  scores.stop();
  await browsers.close();
  await pages.stop();
  for (const { stop } of servers) await stop();
  rmSync(folder, { recursive: true });
}
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, `${JSON.stringify(rows, null, 2)}\n`);
console.log(warning(rows));
// Threads of libwebrtc would keep the process alive.
setImmediate(() => process.exit());

/**
 * Makes all calls, some at a time, and prints each row when it is complete. Nothing is scored while
 * anybody speaks: that would hold up the sound.
 */
async function perform(plans: Plan[]): Promise<void> {
  const calls = plans.flatMap((plan) => {
    const results: Result[] = [];
    return Array.from({ length: plan.runs }, (_, index) => ({ plan, results, seed: index + 1 }));
  });
  while (calls.length > 0) {
    const batch = calls.splice(0, AT_ONCE);
    const made = await Promise.all(batch.map(({ plan, seed }) => plan.call(plan.network, seed)));
    for (const [index, { plan, results }] of batch.entries()) {
      const call = made[index] as Call;
      results.push({ ...call, scores: await scores.of(call.heard) });
      if (results.length < plan.runs) continue;
      const done = row(plan.client, plan.network.name, results);
      rows.push(done);
      console.log(line(done, results));
    }
  }
}

async function serve(...options: string[]) {
  const store = storeFolder();
  const app = await createApp(store);
  return { ...(await startServer(store, ...options)), app };
}
