/** What the server reports to be lost of what a connection sends. */

const TICK_MS = 1000;

/** Tells the newest loss, 0 to 1, of the audio that is sent: that of the worst stream. */
export class LossWatch {
  readonly #connection: RTCPeerConnection;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(connection: RTCPeerConnection, tell: (nowMs: number, loss: number) => void) {
    this.#connection = connection;
    this.#timer = setInterval(() => {
      void this.#read().then((loss) => loss !== undefined && tell(performance.now(), loss));
    }, TICK_MS);
  }

  /** Watches no more. */
  close(): void {
    clearInterval(this.#timer);
  }

  /** `undefined` while nothing is sent, or nothing is reported. */
  async #read(): Promise<number | undefined> {
    const sends = this.#connection.getSenders().some(({ track }) => track?.kind === "audio");
    const stats = sends ? await this.#connection.getStats().catch(() => undefined) : undefined;
    let worst: number | undefined;
    stats?.forEach(({ type, kind, fractionLost }: Reported) => {
      if (type !== "remote-inbound-rtp" || kind !== "audio" || fractionLost === undefined) return;
      worst = Math.max(worst ?? 0, fractionLost);
    });
    return worst;
  }
}

interface Reported {
  type: string;
  kind?: string;
  fractionLost?: number;
}
