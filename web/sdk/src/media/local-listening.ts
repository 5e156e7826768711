/** How a page listens to its own stream. */

import type { PlayAudioOptions } from "../engine/types";
import { ElementPlayer } from "./element-player";
import type { LocalStream } from "./local-stream";

/** Plays what a local stream sends or captures; volume and speaker outlive a stop. */
export class LocalListening {
  readonly #stream: LocalStream;
  #player: ElementPlayer | undefined;
  #volume = 100;
  #outputDevice = "";

  constructor(stream: LocalStream) {
    this.#stream = stream;
  }

  /** Plays. Replaces what is played. */
  play(what: "sent" | "captured", options: PlayAudioOptions = {}): void {
    this.stop();
    const [can, failed] =
      what === "sent"
        ? (["canPlayAudio", "autoplayFailed"] as const)
        : (["canPlayCaptureAudio", "autoplayCaptureFailed"] as const);
    const source = what === "sent" ? this.#stream.stream : this.#stream.audioCaptureStream;
    if (!source) return;
    const player = new ElementPlayer("audio", {
      playing: () => this.#stream.emit(can),
      blocked: (failure) => this.#stream.emit(failed, failure),
    });
    player.setVolume(this.#volume);
    if (this.#outputDevice) player.useOutputDevice(this.#outputDevice).catch(() => undefined);
    this.#player = player;
    player.play(source, options?.enableAutoplayDialog !== false);
  }

  /** Tries again after blocked autoplay. */
  resume(): void {
    this.#player?.resume();
  }

  /** Stops. */
  stop(): void {
    this.#player?.stop();
    this.#player = undefined;
  }

  /** From 0 to 100. Answers whether it is such a number. */
  setVolume(volume: number): boolean {
    if (!(volume >= 0 && volume <= 100)) return false;
    this.#volume = volume;
    this.#player?.setVolume(volume);
    return true;
  }

  /** Chooses the speaker, of this and later plays. */
  async useOutputDevice(deviceId: string): Promise<boolean> {
    const player = this.#player ?? new ElementPlayer("audio", { playing() {}, blocked() {} });
    const used = await player.useOutputDevice(deviceId);
    this.#outputDevice = deviceId;
    return used;
  }
}
