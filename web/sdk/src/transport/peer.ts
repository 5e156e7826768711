/** The peer connection to the server and its slots. */
import type { Direction, Offer, OfferKind, Slot, SlotCount } from "../session";
import { preferPictures, preferRed } from "./codecs";
import { PathWatch } from "./path-watch";
import type { PeerTransport } from "./peer-transport";

/** Told how the transport is; never after {@link Peer.close}. */
export interface PeerListener {
  /** Media can flow: the first time, or again. */
  connected(): void;
  /** The path was lost. */
  disconnected(): void;
  /** It ended, or could not use an answer. */
  closed(reason: string): void;
}

/** See {@link PeerTransport}. Offers, answers and rollbacks are done one after the other. */
export class Peer implements PeerTransport {
  readonly connection = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  readonly #watch: PathWatch;
  #listener: PeerListener | undefined;
  #operations: Promise<void> = Promise.resolve();
  /** Transceivers that the pending offer adds. */
  #added: Added[] = [];

  constructor(listener: PeerListener) {
    this.#listener = listener;
    this.#watch = new PathWatch(this.connection, {
      connected: () => this.#listener?.connected(),
      disconnected: () => this.#listener?.disconnected(),
      closed: () => this.#listener?.closed("DTLS failed"),
    });
  }

  sender(mid: string): RTCRtpSender | undefined {
    return this.#transceiver(mid)?.sender;
  }

  receiver(mid: string): RTCRtpReceiver | undefined {
    return this.#transceiver(mid)?.receiver;
  }

  /** Makes an offer, without waiting for candidates: the server learns addresses by itself. */
  offer(kind: OfferKind): Promise<Offer> {
    return this.#inTurn(async () => {
      this.#added = kind.kind === "restartIce" ? [] : this.#add(kind.slots);
      const restart = kind.kind === "restartIce";
      const offer = await this.connection.createOffer({ iceRestart: restart });
      await this.connection.setLocalDescription(offer);
      return { sdp: offer.sdp ?? "", slots: this.#added.map(slotOf) };
    });
  }

  /** Applies the server's answer. */
  answer(sdp: string): void {
    this.#inTurn(async () => {
      await this.connection.setRemoteDescription({ type: "answer", sdp });
      this.#added = [];
    }).catch((cause) => this.#listener?.closed(String(cause)));
  }

  /** Takes the pending offer back. */
  rollback(): void {
    this.#inTurn(async () => {
      await this.connection.setLocalDescription({ type: "rollback" });
      for (const { transceiver } of this.#added) transceiver.stop();
      this.#added = [];
    }).catch((cause) => this.#listener?.closed(String(cause)));
  }

  /** When everything asked for is done. */
  settled(): Promise<void> {
    return this.#operations;
  }

  /** These receivers should get packets; without any the path is not watched. */
  expect(receivers: RTCRtpReceiver[]): void {
    this.#watch.expect(receivers);
  }

  /** Closes it, and tells nothing more. */
  close(): void {
    this.#listener = undefined;
    this.#watch.close();
    this.connection.close();
  }

  #transceiver(mid: string): RTCRtpTransceiver | undefined {
    return this.connection.getTransceivers().find((transceiver) => transceiver.mid === mid);
  }

  #add(slots: SlotCount): Added[] {
    const { send, receive, sendVideo, receiveVideo } = slots;
    const directions = [
      ...Array<Direction>(send).fill("send"),
      ...Array<Direction>(receive).fill("receive"),
      ...Array<Direction>(sendVideo).fill("sendVideo"),
      ...Array<Direction>(receiveVideo).fill("receiveVideo"),
    ];
    return directions.map((direction) => {
      const sends = direction === "send" || direction === "sendVideo";
      const video = direction === "sendVideo" || direction === "receiveVideo";
      const transceiver = this.connection.addTransceiver(video ? "video" : "audio", {
        direction: sends ? "sendonly" : "recvonly",
      });
      if (video) preferPictures(transceiver);
      else preferRed(transceiver);
      return { transceiver, direction };
    });
  }

  #inTurn<T>(operation: () => Promise<T>): Promise<T> {
    const done = this.#operations.then(operation);
    this.#operations = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }
}

interface Added {
  transceiver: RTCRtpTransceiver;
  direction: Direction;
}

function slotOf({ transceiver: { mid }, direction }: Added): Slot {
  if (mid === null) throw new Error("a slot has no mid");
  return { mid, direction };
}
