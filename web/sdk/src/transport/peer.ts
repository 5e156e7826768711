/** The peer connection to the server and its slots. */
import type { Direction, Offer, OfferKind, Slot, SlotCount } from "../session";
import { asking, hasRed, preferCodecs, preferPictures } from "./codecs";
import { LossWatch } from "./loss-watch";
import { PathWatch } from "./path-watch";
import type { PeerTransport } from "./peer-transport";
import { Redundancy } from "./redundancy";

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
  /** The server's newest answer. */
  #answer: string | undefined;
  readonly #redundancy = new Redundancy();
  /** Whether redundant audio is sent. */
  #redundant = false;
  readonly #losses: LossWatch | undefined;

  constructor(listener: PeerListener) {
    this.#listener = listener;
    this.#watch = new PathWatch(this.connection, {
      connected: () => this.#listener?.connected(),
      disconnected: () => this.#listener?.disconnected(),
      closed: () => this.#listener?.closed("DTLS failed"),
    });
    if (!hasRed()) return;
    this.#losses = new LossWatch(this.connection, (nowMs, loss) => {
      this.#redundancy.observe(nowMs, loss);
      if (this.#redundancy.wanted !== this.#redundant) this.#switch(this.#redundancy.wanted);
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
      const asked = asking(sdp, this.#redundant);
      await this.connection.setRemoteDescription({ type: "answer", sdp: asked });
      this.#answer = sdp;
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
    this.#losses?.close();
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
      else preferCodecs(transceiver);
      return { transceiver, direction };
    });
  }

  /**
   * Goes over to redundant or plain audio. What is sent depends on the order of codecs in the
   * answer; the server takes either, so that its last answer will do again.
   */
  #switch(redundant: boolean): void {
    this.#inTurn(async () => {
      const { connection } = this;
      // While an answer is waited for, the next look at the losses tries again.
      const isStable = connection.signalingState === "stable";
      if (!isStable || this.#answer === undefined || this.#redundant === redundant) return;
      this.#redundant = redundant;
      await connection.setLocalDescription(await connection.createOffer());
      const sdp = asking(this.#answer, redundant);
      try {
        await connection.setRemoteDescription({ type: "answer", sdp });
      } catch {
        // What was sent before goes on.
        await connection.setLocalDescription({ type: "rollback" });
      }
    }).catch(() => undefined);
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
