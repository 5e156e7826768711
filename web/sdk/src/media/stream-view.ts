/** Plays a stream in the page. */

import type {
  PlayAudioOptions,
  PlayVideoOptions,
  StreamViewEvents,
  StreamViewPlayOptions,
  ZegoStreamView,
} from "../engine/types";
import { ElementPlayer } from "./element-player";
import { Emitter } from "./emitter";
import { parameterError } from "./media-error";
import { VideoShowing } from "./video-showing";

/** See {@link ZegoStreamView}. Local streams are silent in their view unless told otherwise. */
export class StreamView extends Emitter<StreamViewEvents> implements ZegoStreamView {
  readonly #stream: MediaStream;
  readonly #audio: ElementPlayer;
  readonly #video: VideoShowing;
  #playing = false;

  /** @param local Whether the page would hear itself. */
  constructor(stream: MediaStream, local: boolean) {
    super();
    if (!(stream instanceof MediaStream)) {
      throw parameterError(
        "The view's stream is not a MediaStream",
        "Pass what startPlayingStream resolved with",
      );
    }
    this.#stream = stream;
    this.#audio = new ElementPlayer("audio", {
      playing: () => this.emit("canPlayAudio"),
      blocked: (failure) => this.emit("autoplayFailed", failure),
    });
    this.#audio.element.muted = local;
    this.#video = new VideoShowing({
      playing: () => this.emit("canPlayVideo"),
      blocked: (failure) => this.emit("autoplayFailed", failure),
    });
  }

  play(container: string | HTMLElement, options: StreamViewPlayOptions = {}): void {
    const parent = typeof container === "string" ? document.getElementById(container) : container;
    if (!(parent instanceof HTMLElement)) {
      throw parameterError(
        `There is no element with the id ${JSON.stringify(container)}`,
        "Pass an element, or its id without #",
      );
    }
    const { muted } = options ?? {};
    if (muted !== undefined) this.#audio.element.muted = muted;
    parent.append(this.#audio.element);
    this.#start(options);
    this.playVideo(parent, options);
  }

  stop(): void {
    this.stopAudio();
    this.stopVideo();
  }

  /** Harmless with a stream without pictures: they show as soon as there are some. */
  playVideo(container: string | HTMLElement, options: PlayVideoOptions = {}): void {
    this.#video.play(this.#stream, container, options);
  }

  stopVideo(): void {
    this.#video.stop();
  }

  playAudio(options: PlayAudioOptions = {}): void {
    this.#audio.element.muted = false;
    this.#start(options);
  }

  stopAudio(): void {
    this.#playing = false;
    this.#audio.stop();
  }

  resume(): void {
    if (this.#playing) this.#audio.resume();
    this.#video.resume();
  }

  setAudioMuted(muted: boolean): void {
    this.#audio.element.muted = muted;
  }

  setVideoMuted(muted: boolean): void {
    const { element } = this.#video;
    if (element) element.style.visibility = muted ? "hidden" : "";
  }

  setVolume(volume: number): void {
    if (!this.#audio.setVolume(volume))
      throw parameterError(`The volume ${volume} is not in 0–100`);
  }

  useAudioOutputDevice(deviceID: string): Promise<boolean> {
    return this.#audio.useOutputDevice(deviceID);
  }

  takeStreamSnapshot(): string | undefined {
    return this.#video.snapshot();
  }

  getVideoWidth(): number {
    return this.#video.element?.videoWidth ?? 0;
  }

  getVideoHeight(): number {
    return this.#video.element?.videoHeight ?? 0;
  }

  #start(options: PlayAudioOptions): void {
    this.#playing = true;
    this.#audio.play(this.#stream, options?.enableAutoplayDialog !== false);
  }
}
