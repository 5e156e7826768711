/** One media element of ours that plays a stream, with what the browser thinks of it. */

import { AUTOPLAY_FAILURE, type AutoplayFailure, forgetDialog, resumeByDialog } from "./autoplay";
import { useOutputDevice } from "./output-device";

/** Told while an element plays. */
export interface PlayerListener {
  playing(): void;
  blocked(failure: AutoplayFailure): void;
}

/** Plays a stream in one `audio` or `video` element, which it makes and takes away again. */
export class ElementPlayer {
  readonly element: HTMLMediaElement;
  readonly #listener: PlayerListener;
  #dialog = true;

  constructor(kind: "audio" | "video", listener: PlayerListener) {
    this.element = document.createElement(kind);
    this.element.autoplay = true;
    this.element.setAttribute("playsinline", "");
    this.#listener = listener;
  }

  /** Plays a stream; blocked playback shows a dialog unless `dialog` is `false`. */
  play(stream: MediaStream, dialog = true): void {
    this.#dialog = dialog;
    if (this.element.srcObject !== stream) this.element.srcObject = stream;
    this.resume();
  }

  /** Tries again; works from a click. */
  readonly resume = (): void => {
    this.element.play().then(
      () => {
        forgetDialog(this.resume);
        this.#listener.playing();
      },
      (error: DOMException) => {
        // Another reason is a newer play or a stop, which are no trouble.
        if (error.name !== "NotAllowedError" || !this.element.srcObject) return;
        this.#listener.blocked(AUTOPLAY_FAILURE);
        if (this.#dialog) resumeByDialog(this.resume);
      },
    );
  };

  /** From 0 to 100. Answers whether it is such a number. */
  setVolume(volume: number): boolean {
    if (!(volume >= 0 && volume <= 100)) return false;
    this.element.volume = volume / 100;
    return true;
  }

  /** Plays on another speaker. */
  useOutputDevice(deviceId: string): Promise<boolean> {
    return useOutputDevice(this.element, deviceId);
  }

  /** Stops, and takes the element out of the page. */
  stop(): void {
    forgetDialog(this.resume);
    this.element.pause();
    this.element.srcObject = null;
    this.element.remove();
  }
}
