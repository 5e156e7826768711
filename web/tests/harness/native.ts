/** The native client: `cooee call` with files for a microphone and a speaker. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { COOEE } from "./paths.ts";
import { Running } from "./running.ts";
import type { App, Server } from "./server.ts";
import { readWav, type Sound } from "./wav.ts";

/** A native client in a room. */
export class NativeCall {
  readonly stream: string;
  readonly #running: Running;
  readonly #output: string;

  private constructor(stream: string, running: Running, output: string) {
    this.stream = stream;
    this.#running = running;
    this.#output = output;
  }

  /** Joins a room, says what is in a file, and plays everyone. */
  static async join(
    server: Server,
    app: App,
    { user, room, speech }: { user: string; room: string; speech: string },
  ): Promise<NativeCall> {
    const tokenFile = join(server.folder, `${user}.token`);
    writeFileSync(tokenFile, await server.token(app, user));
    const output = join(server.folder, `${user}.wav`);
    const running = new Running(COOEE, [
      "call",
      `--server=${server.url}`,
      `--app=${app.id}`,
      `--token-file=${tokenFile}`,
      `--room=${room}`,
      `--user=${user}`,
      `--input=${speech}`,
      `--output=${output}`,
      "--chat",
    ]);
    const stream = `${user}-main`;
    await running.wrote(new RegExp(`PUBLISHING ${stream}`));
    return new NativeCall(stream, running, output);
  }

  /** What it wrote for its user. */
  get said(): string {
    return this.#running.output;
  }

  /** Waits until it wrote something for its user. */
  wrote(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#running.wrote(pattern);
  }

  /** Types a line: a message, or one of the commands of `cooee call --chat`. */
  type(line: string): void {
    this.#running.type(line);
  }

  /** Leaves; all that it heard. */
  async leave(): Promise<Sound> {
    await this.#running.stop();
    if (!existsSync(this.#output)) throw new Error(`nothing was recorded\n${this.said}`);
    return readWav(this.#output);
  }

  /** Ends it, whatever it heard. */
  stop(): Promise<void> {
    return this.#running.stop();
  }
}
