/** UDP between clients and one port of this machine, over a network as bad as is wanted. */
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";

/** How bad one direction is. */
export interface Conditions {
  /** The share of datagrams that are lost, bursts included. */
  loss: number;
  /** How many are lost one after another. */
  burst?: number;
  /** Whether nothing gets through, ICE and DTLS included. */
  cut?: boolean;
}

/** What came into one direction, before losses. */
export interface Traffic {
  datagrams: number;
  /** With IP and UDP headers. */
  bytes: number;
  /** Of the datagrams. */
  lost: number;
}

/** IPv4 and UDP. */
const HEADER_BYTES = 28;
const PERFECT: Conditions = { loss: 0 };

/**
 * Passes datagrams between any number of clients and a port. Only SRTP and SRTCP are lost, unless
 * the network is cut: without ICE and DTLS there is nothing to measure. The same seed loses the same
 * datagrams, counted from the start of a condition.
 */
export class UdpRelay {
  port = 0;
  readonly up: Direction;
  readonly down: Direction;
  readonly #near = createSocket("udp4");
  /** By the client's address, the socket that stands for it. */
  readonly #far = new Map<string, Socket>();

  /** Where to, before the first datagram comes. */
  readonly target: { address: string; port: number };

  /** Passes datagrams on to a port of this machine. */
  constructor(port: number, seed: number) {
    this.target = { address: "127.0.0.1", port };
    this.up = new Direction(2 * seed);
    this.down = new Direction(2 * seed + 1);
  }

  async start(): Promise<void> {
    this.#near.on("message", (datagram, client) => {
      const far = this.#farOf(client);
      this.up.pass(datagram, () => far.send(datagram, this.target.port, this.target.address));
    });
    await new Promise<void>((resolve) => this.#near.bind(0, "0.0.0.0", resolve));
    this.port = this.#near.address().port;
  }

  stop(): void {
    this.#near.close();
    for (const far of this.#far.values()) far.close();
  }

  #farOf({ address, port }: RemoteInfo): Socket {
    const client = `${address}:${port}`;
    const known = this.#far.get(client);
    if (known) return known;
    const far = createSocket("udp4");
    this.#far.set(client, far);
    far.on("message", (datagram) => {
      this.down.pass(datagram, () => this.#near.send(datagram, port, address));
    });
    return far;
  }
}

/** One direction of a network. */
export class Direction {
  readonly traffic: Traffic = { datagrams: 0, bytes: 0, lost: 0 };
  readonly #seed: number;
  #conditions = PERFECT;
  #random: () => number;
  #burstLeft = 0;

  constructor(seed: number) {
    this.#seed = seed;
    this.#random = numbers(seed);
  }

  /** The network is like this from here on. */
  become(conditions: Conditions): void {
    this.#conditions = conditions;
    this.#random = numbers(this.#seed);
    this.#burstLeft = 0;
  }

  /** Lets a datagram through or not. */
  pass(datagram: Buffer, send: () => void): void {
    this.traffic.datagrams++;
    this.traffic.bytes += datagram.length + HEADER_BYTES;
    if (this.#conditions.cut || (isMedia(datagram) && this.#loses())) this.traffic.lost++;
    else send();
  }

  #loses(): boolean {
    const { loss, burst = 1 } = this.#conditions;
    // Such that bursts of that length add up to the share that is to be lost.
    const begins = this.#random() < loss / (loss + burst * (1 - loss));
    if (this.#burstLeft > 0) {
      this.#burstLeft--;
      return true;
    }
    if (begins) this.#burstLeft = burst - 1;
    return begins;
  }
}

/** SRTP or SRTCP by the first byte (RFC 7983). */
function isMedia(datagram: Buffer): boolean {
  const first = datagram[0] ?? 0;
  return first >= 128 && first <= 191;
}

/** Random numbers from 0 up to 1, the same ones for a seed (splitmix32). */
function numbers(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x85eb_ca6b) | 0;
  return () => {
    state = (state + 0x9e37_79b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0_aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
