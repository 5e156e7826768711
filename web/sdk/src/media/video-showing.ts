/** One stream's pictures in the page. */

import type { PlayVideoOptions } from "../engine/types";
import { ElementPlayer, type PlayerListener } from "./element-player";
import { parameterError } from "./media-error";

/** Shows the pictures of one stream; its sound is played elsewhere. */
export class VideoShowing {
  readonly #listener: PlayerListener;
  #player: ElementPlayer | undefined;
  /** What is to be shown as soon as there are pictures. */
  #wanted: { stream: MediaStream; show: () => void } | undefined;

  constructor(listener: PlayerListener) {
    this.#listener = listener;
  }

  /** The element that shows them, while they are shown. */
  get element(): HTMLVideoElement | undefined {
    return this.#player?.element as HTMLVideoElement | undefined;
  }

  /**
   * Shows them in an element of the page, or in the element with that id; a stream without
   * pictures is shown as soon as it has some.
   */
  play(
    stream: MediaStream,
    container: string | HTMLElement | undefined,
    options: PlayVideoOptions = {},
  ): void {
    this.stop();
    const show = () => {
      if (stream.getVideoTracks().length > 0) this.#show(stream, container, options);
    };
    this.#wanted = { stream, show };
    stream.addEventListener("addtrack", show);
    show();
  }

  #show(
    stream: MediaStream,
    container: string | HTMLElement | undefined,
    options: PlayVideoOptions,
  ): void {
    const parent = typeof container === "string" ? document.getElementById(container) : container;
    if (!(parent instanceof HTMLElement)) {
      throw parameterError(
        `There is no element with the id ${JSON.stringify(container)}`,
        "Pass an element, or its id without #",
      );
    }
    const { mirror = false, objectFit = "contain" } = options ?? {};
    this.#player ??= new ElementPlayer("video", this.#listener);
    const { element } = this.#player;
    element.muted = true;
    Object.assign(element.style, {
      width: "100%",
      height: "100%",
      objectFit,
      transform: mirror ? "scaleX(-1)" : "",
    });
    // A media element holds no other.
    if (parent instanceof HTMLMediaElement) parent.after(element);
    else parent.append(element);
    this.#player.play(stream, options?.enableAutoplayDialog !== false);
  }

  /** Tries again after blocked autoplay. */
  resume(): void {
    this.#player?.resume();
  }

  /** Shows nothing more. */
  stop(): void {
    this.#wanted?.stream.removeEventListener("addtrack", this.#wanted.show);
    this.#wanted = undefined;
    this.#player?.stop();
    this.#player = undefined;
  }

  /** The picture of this moment as a PNG data URL, where there is one. */
  snapshot(): string | undefined {
    const { element } = this;
    if (!element?.videoWidth) return undefined;
    const canvas = document.createElement("canvas");
    canvas.width = element.videoWidth;
    canvas.height = element.videoHeight;
    canvas.getContext("2d")?.drawImage(element, 0, 0);
    return canvas.toDataURL("image/png");
  }
}

/** Tells whoever shows a stream that a track was added to it by script: browsers tell nothing. */
export function announceTrack(stream: MediaStream, track: MediaStreamTrack): void {
  stream.dispatchEvent(new MediaStreamTrackEvent("addtrack", { track }));
}
