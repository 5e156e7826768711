/** Child processes, each ended by its own process id. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { until } from "./until.ts";

/** A started process and what it wrote. */
export class Running {
  output = "";
  readonly #child: ChildProcess;

  constructor(command: string, args: string[], env: NodeJS.ProcessEnv = {}) {
    this.#child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    for (const pipe of [this.#child.stdout, this.#child.stderr]) {
      pipe?.on("data", (data: Buffer) => {
        this.output += data.toString();
      });
    }
    this.#child.on("error", (error) => {
      this.output += `${error}`;
    });
  }

  get ended(): boolean {
    const { exitCode, signalCode, pid } = this.#child;
    return pid === undefined || exitCode !== null || signalCode !== null;
  }

  /** Waits until it wrote something; its first match. */
  async wrote(pattern: RegExp, limitMs?: number): Promise<RegExpExecArray> {
    try {
      return await until(
        `${pattern} written`,
        () => {
          const match = pattern.exec(this.output);
          if (!match && this.ended) throw new Error("the process ended");
          return match;
        },
        limitMs,
      );
    } catch (error) {
      throw new Error(`${error}\n${this.output}`);
    }
  }

  /** Writes a line to its standard input. */
  type(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** Asks it to end, and makes it if it does not. */
  async stop(): Promise<void> {
    if (this.ended) return;
    this.#child.kill("SIGTERM");
    try {
      await until("the process ended", () => this.ended, 5_000);
    } catch {
      this.#child.kill("SIGKILL");
      await until("the killed process ended", () => this.ended);
    }
  }
}

/** Runs a command to its end; what it wrote to its standard output. */
export async function run(command: string, args: string[]): Promise<string> {
  return (await promisify(execFile)(command, args)).stdout;
}
