/** A narrow link between clients and a server's UDP port: a rate, and a queue in front of it. */
import { createSocket, type Socket } from "node:dgram";

/** IPv4 and UDP. */
const HEADER_BYTES = 28;
/** What the queue in front of the link holds; more is dropped. */
const QUEUE_MS = 300;

/** Passes datagrams both ways; those towards the clients at no more than a rate. */
export class NarrowLink {
  port = 0;
  /** In kbit/s. */
  downlink = Number.POSITIVE_INFINITY;
  /** Datagrams towards clients that found the queue full. */
  dropped = 0;
  readonly #serverPort: number;
  readonly #near = createSocket("udp4");
  /** By the client's address, the socket that stands for it. */
  readonly #far = new Map<string, Socket>();
  /** When the link is free again. */
  #freeAt = 0;

  constructor(serverPort: number) {
    this.#serverPort = serverPort;
  }

  async start(): Promise<void> {
    this.#near.on("message", (datagram, { address, port }) => {
      this.#farOf(address, port).send(datagram, this.#serverPort, "127.0.0.1");
    });
    await new Promise<void>((resolve) => this.#near.bind(0, "0.0.0.0", resolve));
    this.port = this.#near.address().port;
  }

  stop(): void {
    this.#near.close();
    for (const far of this.#far.values()) far.close();
    this.#far.clear();
  }

  #farOf(address: string, port: number): Socket {
    const client = `${address}:${port}`;
    const known = this.#far.get(client);
    if (known) return known;
    const far = createSocket("udp4");
    this.#far.set(client, far);
    far.on("message", (datagram) => {
      const now = performance.now();
      const begins = Math.max(now, this.#freeAt);
      if (begins - now > QUEUE_MS) {
        this.dropped += 1;
        return;
      }
      this.#freeAt = begins + ((datagram.length + HEADER_BYTES) * 8) / this.downlink;
      const send = () => this.#far.has(client) && this.#near.send(datagram, port, address);
      if (this.#freeAt - now < 1) send();
      else setTimeout(send, this.#freeAt - now);
    });
    return far;
  }
}
