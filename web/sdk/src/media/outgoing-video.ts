/** The way of a stream's pictures from their capture to what is sent. */

import type { CapturedVideo } from "./captured-video";

/** Told when the track is another one. */
export interface OutgoingVideoListener {
  trackChanged(track: MediaStreamTrack | null): void;
  /** Capture ended without being asked to: the user stopped sharing, or a camera is gone. */
  captureEnded(captured: CapturedVideo): void;
}

/** The captured track itself is sent. A mute holds for whatever track is captured. */
export class OutgoingVideo {
  readonly #listener: OutgoingVideoListener;
  readonly #captureStream = new MediaStream();
  #captured: CapturedVideo | undefined;
  #changes: Promise<unknown> = Promise.resolve();
  #muted = false;
  #closed = false;

  constructor(listener: OutgoingVideoListener) {
    this.#listener = listener;
  }

  /** What is published, or `null` for no pictures. */
  get track(): MediaStreamTrack | null {
    return this.#captured?.track ?? null;
  }

  /** What the pictures come from. */
  get captured(): CapturedVideo | undefined {
    return this.#captured;
  }

  /** What is captured, as a stream that stays the same when its track changes; or `null`. */
  get captureStream(): MediaStream | null {
    return this.#captured ? this.#captureStream : null;
  }

  /** Whether players see nothing of it. */
  get muted(): boolean {
    return this.#muted || !this.#captured;
  }

  /** Whether a track is what is sent, or the page's own that it is a clone of. */
  has(track: MediaStreamTrack): boolean {
    return [this.#captured?.track, this.#captured?.original].includes(track);
  }

  /** Goes over to what is captured; where that fails, the former track goes on. One at a time. */
  capture(start: () => Promise<CapturedVideo>): Promise<CapturedVideo> {
    const change = this.#changes.then(async () => {
      const captured = await start();
      this.use(captured);
      return captured;
    });
    this.#changes = change.catch(() => undefined);
    return change;
  }

  /** Goes over to another captured track, or to none. */
  use(captured: CapturedVideo | undefined): void {
    if (this.#closed) {
      captured?.release();
      return;
    }
    const former = this.#captured;
    if (!captured && !former) return;
    this.#captured = captured;
    if (former) this.#captureStream.removeTrack(former.track);
    if (captured) {
      captured.track.enabled = !this.#muted;
      this.#captureStream.addTrack(captured.track);
      captured.track.addEventListener("ended", () => {
        if (this.#captured === captured) this.#listener.captureEnded(captured);
      });
    }
    this.#listener.trackChanged(captured?.track ?? null);
    // The former track ends last, so that a slot never carries an ended one.
    former?.release();
  }

  /** Sends black pictures, or the captured ones again. */
  mute(mute: boolean): void {
    this.#muted = mute;
    if (this.#captured) this.#captured.track.enabled = !mute;
  }

  /** Lets go of the source. */
  close(): void {
    this.use(undefined);
    this.#closed = true;
  }
}
