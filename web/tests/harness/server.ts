/** A Cooee server of a test's own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { COOEE } from "./paths.ts";
import { Running, run } from "./running.ts";

/** An app of a server. */
export interface App {
  id: number;
  secret: string;
}

/** A running `cooee serve` and the store that it uses. */
export class Server {
  constructor(
    /** The folder of its store. */
    readonly folder: string,
    readonly port: number,
    readonly scheme: string,
  ) {}

  /** Where browsers reach it. */
  get url(): string {
    return `${this.scheme}://127.0.0.1:${this.port}`;
  }

  /** Makes an app; the running server takes it over within seconds. */
  createApp(...options: string[]): Promise<App> {
    return createApp(this.folder, ...options);
  }

  /** A token for a user. */
  async token(app: App, user: string, ...options: string[]): Promise<string> {
    const about = [`--app=${app.id}`, `--user=${user}`, `--data-dir=${this.folder}`];
    return (await json<{ token: string }>("token", "make", ...about, ...options)).token;
  }
}

/** A server that this process started. */
export interface StartedServer {
  server: Server;
  running: Running;
  stop(): Promise<void>;
}

/** A folder for a server's store. */
export function storeFolder(): string {
  return mkdtempSync(join(tmpdir(), "cooee-web-"));
}

/** Makes an app in a store. */
export async function createApp(folder: string, ...options: string[]): Promise<App> {
  const app = await json<{ app_id: number; server_secret: string }>(
    "app",
    "create",
    `--data-dir=${folder}`,
    ...options,
  );
  return { id: app.app_id, secret: app.server_secret };
}

/** Starts a server on a free port. Browsers want media addresses other than 127.0.0.1. */
export async function startServer(folder: string, ...options: string[]): Promise<StartedServer> {
  const where = ["--listen=0.0.0.0:0", `--data-dir=${folder}`];
  const running = new Running(COOEE, ["serve", ...where, ...options]);
  const [, scheme, port] = await running.wrote(/serves (https?):\/\/[^ ,]*:(\d+)/);
  const server = new Server(folder, Number(port), scheme ?? "http");
  const stop = async () => {
    await running.stop();
    rmSync(folder, { recursive: true });
  };
  return { server, running, stop };
}

async function json<T>(...args: string[]): Promise<T> {
  return JSON.parse(await run(COOEE, [...args, "--json"]));
}
