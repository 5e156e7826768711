/** The way of a stream's audio from its capture to what is sent. */

import type { MicrophoneOptions } from "../engine/types";
import type { CapturedAudio } from "./captured-audio";
import { MixingGraph } from "./mixing-graph";

/** Told when a track is another one. */
export interface OutgoingListener {
  sendTrackChanged(track: MediaStreamTrack | null): void;
  captureTrackChanged(track: MediaStreamTrack | undefined): void;
  /** Capture ended without being asked to. */
  captureEnded(track: MediaStreamTrack): void;
}

/**
 * The captured track itself is sent; a mixing graph comes between as soon as a volume or mixed-in
 * media need one, and stays. Mutes hold for whatever track is captured or sent.
 */
export class OutgoingAudio {
  /** What is sent, as a stream that stays the same when its track changes. */
  readonly stream = new MediaStream();
  readonly #listener: OutgoingListener;
  readonly #captureStream = new MediaStream();
  #captured: CapturedAudio | undefined;
  #graph: MixingGraph | undefined;
  #sendTrack: MediaStreamTrack | null = null;
  #changes: Promise<unknown> = Promise.resolve();
  #microphoneMuted = false;
  #publishMuted = false;
  #closed = false;

  constructor(listener: OutgoingListener) {
    this.#listener = listener;
  }

  /** What is published, or `null` for silence. */
  get sendTrack(): MediaStreamTrack | null {
    return this.#sendTrack;
  }

  /** What is captured, before volume and mixing. */
  get captureTrack(): MediaStreamTrack | null {
    return this.#captured?.track ?? null;
  }

  /** What is captured, as a stream that stays the same when its track changes; or `null`. */
  get captureStream(): MediaStream | null {
    return this.#captured ? this.#captureStream : null;
  }

  /** Whether a track is what is sent or captured, or the page's own that is captured. */
  has(track: MediaStreamTrack): boolean {
    return [this.#sendTrack, this.#captured?.track, this.#captured?.original].includes(track);
  }

  /** What the capture comes from. */
  get captureKind(): CapturedAudio["kind"] | undefined {
    return this.#captured?.kind;
  }

  /** How the microphone was asked for. */
  get captureOptions(): MicrophoneOptions {
    return this.#captured?.options ?? {};
  }

  /** Whether the captured part is silent by a muted microphone. */
  get captureMuted(): boolean {
    return this.#microphoneMuted && this.captureKind === "microphone";
  }

  /** Whether there is nothing of the captured part to be heard. */
  get muted(): boolean {
    return this.#publishMuted || this.captureMuted || !this.#sendTrack;
  }

  /** Whether everything was let go of. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Goes over to what is captured; where that fails, the former track goes on. One at a time. */
  capture(start: () => Promise<CapturedAudio>): Promise<void> {
    const change = this.#changes.then(async () => this.use(await start()));
    this.#changes = change.catch(() => undefined);
    return change;
  }

  /** Goes over to another captured track, or to none. */
  use(captured: CapturedAudio | undefined): void {
    if (this.#closed) {
      captured?.release();
      return;
    }
    const former = this.#captured;
    this.#captured = captured;
    if (former) this.#captureStream.removeTrack(former.track);
    if (captured) this.#captureStream.addTrack(captured.track);
    captured?.track.addEventListener("ended", () => {
      // The end of a page's own source is the page's business: no microphone takes its place.
      const ours = captured.kind === "microphone" && !captured.original;
      if (ours && this.#captured === captured) this.#listener.captureEnded(captured.track);
    });
    this.#graph?.setInput(captured?.track);
    this.#send(this.#graph?.track ?? captured?.track ?? null);
    // The former track ends last, so that a slot never carries an ended one.
    former?.release();
    if (captured || former) this.#listener.captureTrackChanged(captured?.track);
  }

  /** The graph, if anything needed one. */
  get graph(): MixingGraph | undefined {
    return this.#graph;
  }

  /** The graph, which comes between from here on. */
  mixing(): MixingGraph {
    if (this.#graph) return this.#graph;
    this.#graph = new MixingGraph();
    this.#graph.setInput(this.#captured?.track);
    this.#send(this.#graph.track);
    return this.#graph;
  }

  /** Silences the microphone; mixed-in media go on. */
  muteMicrophone(mute: boolean): void {
    this.#microphoneMuted = mute;
    this.#applyMutes();
  }

  /** Silences all that is sent; the tracks stay. */
  mutePublish(mute: boolean): void {
    this.#publishMuted = mute;
    this.#applyMutes();
  }

  /** Lets go of devices and graph. */
  close(): void {
    if (this.#closed) return;
    this.use(undefined);
    this.#graph?.close();
    this.#graph = undefined;
    this.#send(null);
    this.#closed = true;
  }

  #send(track: MediaStreamTrack | null): void {
    const former = this.#sendTrack;
    this.#sendTrack = track;
    this.#applyMutes();
    if (track === former) return;
    if (former) this.stream.removeTrack(former);
    if (track) this.stream.addTrack(track);
    this.#listener.sendTrackChanged(track);
  }

  #applyMutes(): void {
    if (this.#captured) this.#captured.track.enabled = !this.captureMuted;
    if (!this.#sendTrack) return;
    const direct = this.#sendTrack === this.#captured?.track;
    this.#sendTrack.enabled = !this.#publishMuted && !(direct && this.captureMuted);
  }
}
