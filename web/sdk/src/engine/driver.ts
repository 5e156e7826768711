/** Runs a session machine: performs its outputs, and hands in what happens. */
import type { Hello } from "../protocol/generated";
import {
  type Command,
  type Config,
  type Event,
  type Input,
  type OfferKind,
  type Output,
  type Reply,
  Session,
} from "../session";
import { Socket } from "../signalling/socket";
import { Peer } from "../transport/peer";
import { webError } from "./codes";
import type { ExpressError } from "./errors";
import type { Log } from "./log";

/** Browsers take a longer one for none at all. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** What a session does beside signalling. */
export interface DriverHost {
  event(event: Event): void;
  hello(hello: Hello, connectMs: number): void;
  startSending(channel: number, sender: RTCRtpSender, settled: Promise<void>): void;
  stopSending(channel: number): void;
  startReceiving(streamId: string, receiver: RTCRtpReceiver): void;
  stopReceiving(streamId: string): void;
  startSendingVideo(channel: number, sender: RTCRtpSender, settled: Promise<void>): void;
  stopSendingVideo(channel: number): void;
  startReceivingVideo(streamId: string, receiver: RTCRtpReceiver): void;
  stopReceivingVideo(streamId: string): void;
}

/** A command whose result is waited for, without its number. */
export type Call = DistributiveOmit<Extract<Command, { request: number }>, "request">;
/** A command without result. */
export type Order = Exclude<Command, { request: number }>;
type DistributiveOmit<T, K extends keyof T> = T extends unknown ? Omit<T, K> : never;

interface Waiter {
  resolve(reply: Reply): void;
  reject(error: ExpressError): void;
}

/** See the module. One input at a time; while an offer is made the others wait. */
export class Driver {
  readonly #url: string;
  readonly #host: DriverHost;
  readonly #log: Log;
  readonly #session: Session;
  readonly #waiters = new Map<number, Waiter>();
  readonly #inputs: Input[] = [];
  #requests = 0;
  #performing = false;
  #offering: Peer | undefined;
  /** No offer is waited for. */
  #hurries = false;
  #socket: Socket | undefined;
  #peer: Peer | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string, config: Config, host: DriverHost, log: Log) {
    this.#url = url;
    this.#host = host;
    this.#log = log;
    const seed = crypto.getRandomValues(new BigUint64Array(1))[0] ?? 0n;
    this.#session = new Session(config, seed);
  }

  /** Performs a call of the application. */
  call(call: Call): Promise<Reply> {
    return this.#ask(call, (command) => this.handle(command));
  }

  /** Performs a call without waiting for the offer that is being made. */
  callAtOnce(call: Call): Promise<Reply> {
    return this.#ask(call, (command) => this.handleAtOnce(command));
  }

  /** Hands in an input, now or after the offer that is being made. */
  handle(input: Input): void {
    this.#inputs.push(input);
    this.#advance();
  }

  /**
   * Hands in a command and waits for nothing: the page may be gone in the next moment. What was
   * handed in before still comes first; offers that it asks for fail.
   */
  handleAtOnce(command: Command): void {
    const givenUp = this.#offering;
    this.#hurries = true;
    if (givenUp) {
      this.#offering = undefined;
      this.#inputs.unshift({ kind: "offerFailed", reason: "it takes too long" });
    }
    this.handle(command);
    this.#hurries = false;
    // The browser goes on with the offer, so that this transport is of no further use.
    if (givenUp && givenUp === this.#peer) {
      this.#dropPeer();
      this.handle({ kind: "transportClosed" });
    }
  }

  /** These streams should bring packets. */
  expect(receivers: RTCRtpReceiver[]): void {
    this.#peer?.expect(receivers);
  }

  /** Ends everything. */
  destroy(): void {
    this.handleAtOnce({ kind: "destroy" });
    clearTimeout(this.#timer);
    this.#dropSocket();
    this.#dropPeer();
  }

  #ask(call: Call, handIn: (command: Command) => void): Promise<Reply> {
    const request = ++this.#requests;
    return new Promise((resolve, reject) => {
      this.#waiters.set(request, { resolve, reject });
      handIn({ ...call, request } as Command);
    });
  }

  #advance(): void {
    if (this.#performing) return;
    this.#performing = true;
    while (!this.#offering) {
      const input = this.#inputs.shift();
      if (!input) break;
      this.#session.handle(performance.now(), input);
      for (let output = this.#session.poll(); output; output = this.#session.poll()) {
        this.#tryTo(output);
      }
    }
    this.#performing = false;
    this.#arm();
  }

  /** What a browser refuses unexpectedly must not stop everything after it. */
  #tryTo(output: Output): void {
    try {
      this.#perform(output);
    } catch (cause) {
      this.#log.error(`${output.kind} failed:`, cause);
    }
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const deadline = this.#session.deadline();
    if (deadline === undefined || this.#offering) return;
    const pause = Math.max(0, deadline - performance.now());
    this.#timer = setTimeout(
      () => this.handle({ kind: "timeout" }),
      Math.min(Math.ceil(pause), LONGEST_TIMEOUT_MS),
    );
  }

  #perform(output: Output): void {
    switch (output.kind) {
      case "openSocket":
        this.#openSocket();
        break;
      case "sendText":
        this.#socket?.send(output.text);
        break;
      case "closeSocket":
        this.#dropSocket();
        break;
      case "transportOffer":
        this.#offer(output.offer);
        break;
      case "transportAnswer":
        this.#peer?.answer(output.sdp);
        break;
      case "transportRollback":
        this.#peer?.rollback();
        break;
      case "transportDrop":
        this.#dropPeer();
        break;
      case "startSending":
      case "startSendingVideo":
        this.#startSending(output.kind, output.channel, output.slot);
        break;
      case "stopSendingVideo":
        this.#host.stopSendingVideo(output.channel);
        break;
      case "stopSending":
        this.#host.stopSending(output.channel);
        break;
      case "startReceiving":
      case "startReceivingVideo":
        this.#startReceiving(output.kind, output.streamId, output.slot);
        break;
      case "stopReceivingVideo":
        this.#host.stopReceivingVideo(output.streamId);
        break;
      case "stopReceiving":
        this.#host.stopReceiving(output.streamId);
        break;
      case "event":
        this.#host.event(output.event);
        break;
      case "done":
        this.#done(output.request, output.result);
        break;
    }
  }

  #openSocket(): void {
    this.#dropSocket();
    const asked = performance.now();
    let opened = asked;
    this.#log.debug("connecting to", this.#url);
    this.#socket = new Socket(this.#url, {
      opened: () => {
        opened = performance.now();
        this.handle({ kind: "socketOpened" });
      },
      text: (text) => {
        this.#readHello(text, opened - asked);
        this.handle({ kind: "socketText", text });
      },
      closed: (reason) => {
        this.#log.info("the WebSocket ended:", reason);
        this.handle({ kind: "socketClosed", reason });
      },
    });
  }

  #readHello(text: string, connectMs: number): void {
    if (!text.startsWith('{"hello"')) return;
    try {
      const { hello } = JSON.parse(text) as { hello: Hello };
      this.#host.hello(hello, connectMs);
    } catch {
      // The session says what is wrong with it.
    }
  }

  #dropSocket(): void {
    this.#socket?.close();
    this.#socket = undefined;
  }

  #offer(kind: OfferKind): void {
    let peer: Peer | undefined;
    try {
      if (this.#hurries) throw new Error("nothing is waited for");
      if (kind.kind === "new") this.#newPeer();
      peer = this.#peer;
      if (!peer) throw new Error("there is no transport");
    } catch (cause) {
      this.#inputs.unshift({ kind: "offerFailed", reason: String(cause) });
      return;
    }
    this.#offering = peer;
    const done = (input: Input) => {
      if (this.#offering !== peer) return;
      this.#offering = undefined;
      this.#inputs.unshift(input);
      this.#advance();
    };
    peer.offer(kind).then(
      (offer) => done({ kind: "offered", offer }),
      (cause) => {
        if (this.#offering === peer) this.#log.warn("the browser made no offer:", cause);
        done({ kind: "offerFailed", reason: String(cause) });
      },
    );
  }

  #newPeer(): void {
    this.#dropPeer();
    this.#peer = new Peer({
      connected: () => this.handle({ kind: "transportConnected" }),
      disconnected: () => this.handle({ kind: "transportDisconnected" }),
      closed: (reason) => {
        this.#log.warn("the transport ended:", reason);
        this.handle({ kind: "transportClosed" });
      },
    });
  }

  #dropPeer(): void {
    this.#peer?.close();
    this.#peer = undefined;
  }

  #startSending(kind: "startSending" | "startSendingVideo", channel: number, mid: string): void {
    const sender = this.#peer?.sender(mid);
    if (this.#peer && sender) this.#host[kind](channel, sender, this.#peer.settled());
    else this.#log.error(`there is no sending slot ${mid}`);
  }

  #startReceiving(
    kind: "startReceiving" | "startReceivingVideo",
    streamId: string,
    mid: string,
  ): void {
    const receiver = this.#peer?.receiver(mid);
    if (receiver) this.#host[kind](streamId, receiver);
    else this.#log.error(`there is no receiving slot ${mid}`);
  }

  #done(request: number, result: Extract<Output, { kind: "done" }>["result"]): void {
    const waiter = this.#waiters.get(request);
    this.#waiters.delete(request);
    if ("ok" in result) waiter?.resolve(result.ok);
    else waiter?.reject(webError(result.error));
  }
}
