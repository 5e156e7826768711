/**
 * The transport as its session sees it: one offer at a time, the pool of slots, and the ladder on
 * which a lost media path is repaired: ICE restart, then a new transport.
 */
import type { SentTransport } from "../protocol/generated";
import type { Offer, OfferKind, SlotCount } from "./io";
import type { Random } from "./random";
import { Retry } from "./reconnect";
import { Slots } from "./slots";
import { earliest, isOver } from "./time";

/** How long an ICE restart may take before a new transport is made, in ms. */
const RESTART_PATIENCE = 500;
/** How long a new transport may take to connect, in ms, doubled with each try up to 40 s. */
const CONNECT_PATIENCE = 5_000;
const MOST_DOUBLINGS = 3;

/** What a later login names to use the transport again. */
export interface Credentials {
  transportId: string;
  transportKey: string;
}

/** Where the one offer stands. */
type Exchange =
  | { kind: "idle" }
  /** The transport makes it. */
  | { kind: "making"; offerKind: OfferKind }
  /** It is made, and to be sent by the login or, once logged in, by a request. */
  | { kind: "made"; offerKind: OfferKind; offer: Offer }
  /** It is sent with this request. */
  | { kind: "sent"; offerKind: OfferKind; offer: Offer; request: number };

const IDLE: Exchange = { kind: "idle" };

type Rung = "restartIce" | "new";

/** The next offer: for a new transport, or for a change of the one there is. */
export type Wanted = { kind: "new" } | { kind: "change"; offerKind: OfferKind };

/** See the module. */
export class MediaPath {
  /** A transport was asked for; it is there until another takes its place or it is dropped. */
  #exists = false;
  #credentials: Credentials | undefined;
  #connected = false;
  #exchange: Exchange = IDLE;
  slots = new Slots();
  /** The next rung of the ladder, where one is wanted. */
  #wanted: Rung | undefined;
  /** When the next rung is a new transport, unless media flows by then. */
  #replaceAt: number | undefined;
  /** Since when the last ICE restart has its answer. */
  #restarted: number | undefined;
  readonly #retry = new Retry();

  get isConnected(): boolean {
    return this.#connected;
  }

  /** Whether there is anything that would have to be dropped. */
  get exists(): boolean {
    return this.#exists;
  }

  /** The transport's name for a login, if it works and nothing about it is undecided. */
  reusable(): Credentials | undefined {
    const settled = this.#connected && this.#wanted !== "new" && this.#exchange.kind === "idle";
    return settled ? this.#credentials : undefined;
  }

  /** Whether a notice of the server is about this transport. */
  isNamed(transportId: string): boolean {
    return this.#credentials?.transportId === transportId;
  }

  /** Whether the server has another transport for this session than this client, or none. */
  isOtherThan(transportId: string | undefined): boolean {
    return this.#credentials !== undefined && this.#credentials.transportId !== transportId;
  }

  /** The SDP for a login, once the offer of a new transport is made. */
  loginOffer(): string | undefined {
    const exchange = this.#exchange;
    const isNew = exchange.kind === "made" && exchange.offerKind.kind === "new";
    return isNew ? exchange.offer.sdp : undefined;
  }

  /** Whether a login has to ask for a new transport's offer. */
  needsLoginOffer(now: number): boolean {
    const made = this.#exchange.kind === "making" || this.loginOffer() !== undefined;
    return !made && this.reusable() === undefined && this.#retry.isDue(now);
  }

  /** The offer that is to be sent by a request; {@link MediaPath.sent} follows. */
  unsent(): { offerKind: OfferKind; offer: Offer } | undefined {
    return this.#exchange.kind === "made" ? this.#exchange : undefined;
  }

  /** What to offer next, while logged in; `missing` slots are waited for. */
  nextOffer(now: number, missing: SlotCount): Wanted | undefined {
    if (this.#exchange.kind !== "idle" || !this.#retry.isDue(now)) {
      return undefined;
    }
    if (this.#wanted === "new") {
      return { kind: "new" };
    }
    if (this.#wanted === "restartIce") {
      return { kind: "change", offerKind: { kind: "restartIce" } };
    }
    const slots = this.slots.growth(missing);
    return slots && { kind: "change", offerKind: { kind: "grow", slots } };
  }

  /** The transport was asked for this offer. */
  making(offerKind: OfferKind): void {
    if (offerKind.kind === "new") {
      this.#startAnew();
    }
    this.#wanted = undefined;
    this.#exchange = { kind: "making", offerKind };
  }

  /** The transport made the offer, or could not. */
  made(now: number, offer: Offer | undefined, random: Random): void {
    if (this.#exchange.kind !== "making") {
      return;
    }
    const { offerKind } = this.#exchange;
    if (offer) {
      this.#exchange = { kind: "made", offerKind, offer };
    } else {
      this.failed(now, offerKind, random);
    }
  }

  /** The offer was sent with this request. */
  sent(request: number): void {
    if (this.#exchange.kind === "made") {
      const { offerKind, offer } = this.#exchange;
      this.#exchange = { kind: "sent", offerKind, offer, request };
    }
  }

  /** The kind of the offer that was sent with this request. */
  sentWith(request: number): OfferKind | undefined {
    const exchange = this.#exchange;
    return exchange.kind === "sent" && exchange.request === request
      ? exchange.offerKind
      : undefined;
  }

  /** The WebSocket was lost: an offer without answer is sent again on the next one. */
  linkLost(): void {
    if (this.#exchange.kind === "sent") {
      const { offerKind, offer } = this.#exchange;
      this.#exchange = { kind: "made", offerKind, offer };
    }
  }

  /** The server answered. Returns the SDP to apply; `undefined` if there is none to apply. */
  answered(now: number, transport: SentTransport, random: Random): string | undefined {
    this.#credentials = {
      transportId: transport.transport_id,
      transportKey: transport.transport_key,
    };
    const exchange = this.#exchange;
    if (exchange.kind === "idle" || exchange.kind === "making") {
      return undefined;
    }
    const { offerKind, offer } = exchange;
    this.#exchange = IDLE;
    if (transport.answer === undefined) {
      this.failed(now, offerKind, random);
      return undefined;
    }
    switch (offerKind.kind) {
      case "new": {
        const doublings = Math.min(this.#retry.attempt, MOST_DOUBLINGS);
        this.#replaceAt = now + CONNECT_PATIENCE * 2 ** doublings;
        break;
      }
      case "restartIce":
        this.#restarted = now;
        this.#replaceAt = this.#connected ? undefined : now + RESTART_PATIENCE;
        break;
      case "grow":
        break;
    }
    this.slots.add(offer.slots);
    return transport.answer;
  }

  /** The offer came to nothing. */
  failed(now: number, offerKind: OfferKind, random: Random): void {
    this.#exchange = IDLE;
    if (offerKind.kind !== "grow") {
      this.#wanted = "new";
    }
    if (offerKind.kind !== "restartIce") {
      this.#retry.later(now, random);
    }
  }

  /**
   * Whether the server applied the offer will never be known: the transport is of no use for
   * anything that follows, even if its media flow.
   */
  unanswered(now: number, random: Random): void {
    this.#credentials = undefined;
    this.#exchange = IDLE;
    this.#wanted = "new";
    this.#retry.later(now, random);
  }

  /** Media can flow; not so on a transport that is given up. */
  connected(): void {
    if (this.#credentials === undefined) {
      return;
    }
    this.#connected = true;
    this.#wanted = undefined;
    this.#replaceAt = undefined;
    this.#retry.reset();
  }

  /** The path is lost: the first rung, or the second one if the first was just tried. */
  disconnected(now: number): void {
    if (!this.#connected) {
      return;
    }
    this.#connected = false;
    const restarted = this.#restarted;
    if (restarted !== undefined && now < restarted + 2 * RESTART_PATIENCE) {
      this.#replaceAt = now + RESTART_PATIENCE;
    } else {
      this.wantRestart();
    }
  }

  /** Look for a new path, if there is a transport that had one. */
  wantRestart(): void {
    const exchange = this.#exchange;
    const restarting = exchange.kind !== "idle" && exchange.offerKind.kind === "restartIce";
    const connecting = !this.#connected && this.#replaceAt !== undefined;
    const mayRestart = this.#credentials !== undefined && this.#wanted === undefined;
    if (mayRestart && !restarting && !connecting) {
      this.#wanted = "restartIce";
    }
  }

  /** The transport is gone, here or at the server. */
  closed(now: number, random: Random): void {
    if (this.#exists) {
      this.#startAnew();
      this.#wanted = "new";
      this.#retry.later(now, random);
    }
  }

  /** A hint that waiting is over. */
  hurry(): void {
    this.#retry.reset();
  }

  /** Takes the next rung if its time has come. */
  tick(now: number, random: Random): void {
    if (isOver(this.#replaceAt, now)) {
      this.#replaceAt = undefined;
      this.#wanted = "new";
      if (this.#restarted === undefined) {
        // Counts the try; the patience with the next one is pause enough.
        this.#retry.pause(random);
      }
    }
  }

  deadline(now: number): number | undefined {
    return earliest([this.#replaceAt, this.#retry.deadline(now)]);
  }

  /** Forgets everything but the tries. */
  #startAnew(): void {
    this.#exists = true;
    this.#credentials = undefined;
    this.#connected = false;
    this.#exchange = IDLE;
    this.slots = new Slots();
    this.#wanted = undefined;
    this.#replaceAt = undefined;
    this.#restarted = undefined;
  }
}
