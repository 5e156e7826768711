/** The taps of an engine: one for each stream at most. */

import type { AudioFrameCallback, AudioFrameOptions } from "../engine/types";
import { AudioTap } from "./audio-tap";

/** Opening a tap takes the browser a moment; the newest call for an owner is the one that counts. */
export class AudioTaps {
  readonly #taps = new Map<unknown, AudioTap>();
  readonly #newest = new Map<unknown, symbol>();

  /** Taps an owner's track, in the place of the former tap; without a callback no more. */
  async set(
    owner: unknown,
    track: () => MediaStreamTrack | null,
    callback: AudioFrameCallback | null | undefined,
    options?: AudioFrameOptions,
  ): Promise<void> {
    this.close(owner);
    if (callback === null || callback === undefined) return;
    const call = Symbol();
    this.#newest.set(owner, call);
    const tap = await AudioTap.open(track, callback, options);
    if (this.#newest.get(owner) === call) this.#taps.set(owner, tap);
    else tap.close();
  }

  /** Closes an owner's tap, the one that is being opened too. */
  close(owner: unknown): void {
    this.#newest.delete(owner);
    this.#taps.get(owner)?.close();
    this.#taps.delete(owner);
  }

  /** Closes all. */
  closeAll(): void {
    for (const owner of [...this.#newest.keys()]) this.close(owner);
  }
}
