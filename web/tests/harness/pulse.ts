/** A PulseAudio of the tests' own: without a sound server Firefox's AudioContext never runs. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Running } from "./running.ts";
import { until } from "./until.ts";

/** A running sound server and the variables that lead a client to it. */
export interface Pulse {
  env: Record<string, string>;
  stop(): Promise<void>;
}

/** Starts one with a null sink. */
export async function startPulse(): Promise<Pulse> {
  const folder = mkdtempSync(join(tmpdir(), "cooee-pulse-"));
  const socket = join(folder, "native");
  const cookie = join(folder, "cookie");
  writeFileSync(cookie, Buffer.alloc(256));
  const env = {
    PULSE_SERVER: `unix:${socket}`,
    PULSE_COOKIE: cookie,
    PULSE_RUNTIME_PATH: folder,
    PULSE_STATE_PATH: folder,
  };
  const protocol = `module-native-protocol-unix socket=${socket} auth-cookie=${cookie}`;
  const running = new Running(
    "pulseaudio",
    [
      "-n",
      "--daemonize=no",
      "--exit-idle-time=-1",
      "--disallow-exit",
      "--use-pid-file=no",
      `--load=${protocol}`,
      "--load=module-null-sink sink_name=speaker",
    ],
    env,
  );
  await until("PulseAudio answers", () => {
    if (running.ended) throw new Error(`PulseAudio ended: ${running.output}`);
    return answers(socket);
  });
  const stop = async () => {
    await running.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { env, stop };
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => resolve(true));
    socket.on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}
