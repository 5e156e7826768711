/** A {@link UdpRelay} in a thread of its own. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { transformWithEsbuild } from "vite";
import type { Conditions } from "./udp-relay.ts";

const RELAY = fileURLToPath(new URL("udp-relay.ts", import.meta.url));

/** What the thread does beside the relay's own code. */
const THREAD = `
const { parentPort, workerData } = require("node:worker_threads");
const relay = new UdpRelay(workerData.port, workerData.seed);
parentPort.on("message", ({ way, conditions }) => relay[way].become(conditions));
relay.start().then(() => parentPort.postMessage(relay.port));
`;

/**
 * Passes datagrams whatever the test computes meanwhile. The comparison of speech can keep a thread
 * for longer than the 400 ms of silence after which a client looks for another path.
 */
export class RelayThread {
  readonly #worker: Worker;

  private constructor(
    worker: Worker,
    /** Where clients send to. */
    readonly port: number,
  ) {
    this.#worker = worker;
  }

  /** Starts one to a port of this machine; the same seed loses the same datagrams. */
  static async start(port: number, seed = 1): Promise<RelayThread> {
    const source = readFileSync(RELAY, "utf8");
    const { code } = await transformWithEsbuild(source, RELAY, { format: "cjs", sourcemap: false });
    const worker = new Worker(`${code}\n${THREAD}`, { eval: true, workerData: { port, seed } });
    const near = await new Promise<number>((resolve, reject) => {
      worker.once("message", resolve).once("error", reject);
    });
    return new RelayThread(worker, near);
  }

  /** A direction of the network is like this from here on. */
  become(way: "up" | "down", conditions: Conditions): void {
    this.#worker.postMessage({ way, conditions });
  }

  /** Ends the thread and closes its sockets. */
  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}
