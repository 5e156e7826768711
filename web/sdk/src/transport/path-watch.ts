/** Whether media can flow: what the browser says of the connection, and what comes in. */
import { Silence } from "./silence";

const TICK_MS = 100;

/** Told when the path comes and goes. */
export interface PathListener {
  connected(): void;
  disconnected(): void;
  /** The connection cannot come back. */
  closed(): void;
}

/**
 * Watches one connection. A browser takes seconds to notice a dead path, so while streams are
 * played, silence of 400 ms counts as a loss. Any sign of life ends the loss: a packet, or an
 * answer to an ICE check.
 */
export class PathWatch {
  readonly #connection: RTCPeerConnection;
  readonly #listener: PathListener;
  #receivers: RTCRtpReceiver[] = [];
  #up = false;
  #silence = new Silence();
  /** What had come in when packets began to be missed. */
  #suspected: Traffic | undefined;
  /** What had come in when the path was lost. */
  #lostAt: Traffic | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #reading = false;
  #closed = false;

  constructor(connection: RTCPeerConnection, listener: PathListener) {
    this.#connection = connection;
    this.#listener = listener;
    connection.addEventListener("connectionstatechange", this.#changed);
  }

  /** These receivers should get packets. */
  expect(receivers: RTCRtpReceiver[]): void {
    this.#receivers = receivers;
    this.#restartSilence();
    this.#schedule();
  }

  /** Watches no more. */
  close(): void {
    this.#closed = true;
    this.#connection.removeEventListener("connectionstatechange", this.#changed);
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  readonly #changed = (): void => {
    const state = this.#connection.connectionState;
    if (state === "connected") this.#found();
    else if (state === "disconnected") void this.#lost();
    else if (state === "failed") this.#failed();
  };

  #failed(): void {
    const iceFailed = /failed|disconnected/.test(this.#connection.iceConnectionState);
    if (iceFailed) void this.#lost();
    else this.#listener.closed();
  }

  #found(): void {
    this.#restartSilence();
    this.#lostAt = undefined;
    if (!this.#up) {
      this.#up = true;
      this.#listener.connected();
    }
    this.#schedule();
  }

  async #lost(): Promise<void> {
    if (!this.#up) return;
    this.#up = false;
    this.#listener.disconnected();
    this.#lostAt = await traffic(this.#connection);
    this.#schedule();
  }

  #schedule(): void {
    // The figures of a connection may come after its end.
    if (this.#closed) return;
    const wanted = this.#up ? this.#receivers.length > 0 : this.#lostAt !== undefined;
    if (wanted === (this.#timer !== undefined)) return;
    clearInterval(this.#timer);
    this.#timer = wanted ? setInterval(() => this.#tick(), TICK_MS) : undefined;
  }

  #tick(): void {
    if (!this.#up) {
      void this.#listen();
      return;
    }
    const newest = Math.max(0, ...this.#receivers.map(newestPacket));
    const silent = this.#silence.observe(performance.now(), newest);
    if (this.#silence.suspected) void this.#confirm(silent);
    else this.#suspected = undefined;
  }

  /** Silent by the sound played; the counters may know of packets that were not played. */
  async #confirm(silent: boolean): Promise<void> {
    if (this.#reading || (this.#suspected && !silent)) return;
    const seen = await this.#read();
    if (!this.#up || !this.#silence.suspected) return;
    const before = this.#suspected;
    this.#suspected = before ?? seen;
    if (!before || !silent) return;
    if (seen.packets === before.packets) await this.#lost();
    else this.#restartSilence();
  }

  async #listen(): Promise<void> {
    if (this.#reading) return;
    const seen = await this.#read();
    const before = this.#lostAt;
    if (this.#up || !before || this.#timer === undefined) return;
    if (seen.packets > before.packets || seen.checks > before.checks) this.#found();
  }

  async #read(): Promise<Traffic> {
    this.#reading = true;
    const seen = await traffic(this.#connection);
    this.#reading = false;
    return seen;
  }

  #restartSilence(): void {
    this.#silence = new Silence();
    this.#suspected = undefined;
  }
}

/** What came in so far. */
interface Traffic {
  packets: number;
  /** Answers to ICE checks. */
  checks: number;
}

async function traffic(connection: RTCPeerConnection): Promise<Traffic> {
  const sum: Traffic = { packets: 0, checks: 0 };
  const stats = await connection.getStats().catch(() => undefined);
  stats?.forEach(
    (entry: { type: string; packetsReceived?: number; responsesReceived?: number }) => {
      if (entry.type === "inbound-rtp") sum.packets += entry.packetsReceived ?? 0;
      if (entry.type === "candidate-pair") sum.checks += entry.responsesReceived ?? 0;
    },
  );
  return sum;
}

function newestPacket(receiver: RTCRtpReceiver): number {
  return Math.max(0, ...receiver.getSynchronizationSources().map(({ timestamp }) => timestamp));
}
