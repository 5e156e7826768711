/** Processor time and memory of a process, as Linux counts them. */
import { readdirSync, readFileSync } from "node:fs";

/** Ticks of a processor in a second, in which Linux counts (USER_HZ). */
const TICKS = 100;

/** What a process used up to a moment. */
export class Figures {
  #pid;
  #at = performance.now();
  #threads;

  constructor(pid) {
    this.#pid = pid;
    this.#threads = threads(pid);
  }

  /** What it used since: percent of a core, in all and by thread, and what it holds, in MiB. */
  since() {
    const later = threads(this.#pid);
    const seconds = (performance.now() - this.#at) / 1000;
    const percents = new Map();
    let percent = 0;
    let nodeThreads = 0;
    for (const [id, { name, ticks }] of later) {
      const used = ((ticks - (this.#threads.get(id)?.ticks ?? 0)) / TICKS / seconds) * 100;
      percents.set(name, (percents.get(name) ?? 0) + used);
      percent += used;
      if (NODE.test(name)) nodeThreads += used;
    }
    const status = readFileSync(`/proc/${this.#pid}/status`, "utf8");
    const memory = Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024;
    const shares = [...percents].filter(([, used]) => used >= 0.05).sort(([, a], [, b]) => b - a);
    const words = shares.map(([name, used]) => `${name} ${used.toFixed(2)}`).join(", ");
    return { percent, nodeThreads, memory, threads: () => words };
  }
}

/** The threads of Node itself. */
const NODE = /^(node|libuv-worker|MainThread|DelayedTaskSche)/;

function threads(pid) {
  const folder = `/proc/${pid}/task`;
  return new Map(
    readdirSync(folder).map((id) => {
      const stat = readFileSync(`${folder}/${id}/stat`, "utf8");
      const end = stat.lastIndexOf(")");
      const fields = stat.slice(end + 2).split(" ");
      // utime and stime.
      const ticks = Number(fields[11]) + Number(fields[12]);
      return [id, { name: stat.slice(stat.indexOf("(") + 1, end), ticks }];
    }),
  );
}
