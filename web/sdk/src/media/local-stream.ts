/** A stream of this page: what is captured, what is sent, and how it is listened to. */

import { ExpressError } from "../engine/errors";
import type {
  CameraOptions,
  CustomAudioOptions,
  LocalStreamEvents,
  MicrophoneOptions,
  PlayAudioOptions,
  PlayVideoOptions,
  ZegoLocalStream,
} from "../engine/types";
import { type CapturePlan, customSource } from "./capture-plan";
import { captureSound } from "./captured-audio";
import { captureBoth } from "./captured-both";
import { Emitter } from "./emitter";
import { LocalListening } from "./local-listening";
import { LocalPictures } from "./local-pictures";
import { LocalSound } from "./local-sound";
import { MediaCode, parameterError } from "./media-error";
import { OutgoingAudio } from "./outgoing-audio";
import { announceTrack, VideoShowing } from "./video-showing";

let streams = 0;

/** Told by a local stream to the engine that owns it. */
export interface LocalStreamOwner {
  /** Capture ended without being asked to: a device was unplugged, or a permission withdrawn. */
  captureEnded(stream: LocalStream, track: MediaStreamTrack): void;
  /** The user stopped sharing the screen. */
  screenEnded(stream: LocalStream): void;
}

/**
 * See {@link ZegoLocalStream}: the page's face of a stream's sound and pictures.
 */
export class LocalStream extends Emitter<LocalStreamEvents> implements ZegoLocalStream {
  readonly id = `cooee-local-${++streams}`;
  /** In kbit/s. */
  readonly audioBitrate: number;
  /** Called when {@link LocalStream.sendTrack} is another one; set by whoever publishes it. */
  onSendTrackChanged: ((track: MediaStreamTrack | null) => void) | undefined;

  /** What calls of the engine change about its sound. */
  readonly sound: LocalSound;
  /** Its pictures. */
  readonly pictures: LocalPictures;

  readonly #plan: CapturePlan;
  readonly #audio: OutgoingAudio;
  readonly #listening: LocalListening;
  readonly #showing: VideoShowing;

  constructor(plan: CapturePlan, owner: LocalStreamOwner) {
    super();
    this.#plan = plan;
    this.audioBitrate = plan.audioBitrate;
    this.#listening = new LocalListening(this);
    this.#audio = new OutgoingAudio({
      sendTrackChanged: (track) => {
        this.onSendTrackChanged?.(track);
        this.emit("audioTrackChanged", track ?? undefined);
      },
      captureTrackChanged: (track) => this.emit("captureAudioTrackChanged", track),
      captureEnded: (track) => owner.captureEnded(this, track),
    });
    this.sound = new LocalSound(this.#audio);
    this.#showing = new VideoShowing({
      playing: () => this.emit("canPlayVideo"),
      blocked: (failure) => this.emit("autoplayFailed", failure),
    });
    this.pictures = new LocalPictures(plan, {
      trackChanged: (track) => this.#videoTrackChanged(track),
      shapeChanged: () => this.onSendTrackChanged?.(this.sendTrack),
      soundCaptured: (sound) => this.#audio.use(captureSound(sound)),
      screenEnded: () => {
        // Its sound ended with it.
        if (this.#audio.captureKind === "screen") this.#audio.use(undefined);
        owner.screenEnded(this);
      },
      cameraEnded: (track) => owner.captureEnded(this, track),
    });
  }

  /** Captures what was asked for; called once, before the page gets the stream. */
  async open(): Promise<void> {
    const { audio, video, autoCapture } = this.#plan;
    if (!autoCapture || (await this.#openBoth())) return;
    if (audio?.kind !== "screen" && audio) await this.sound.capture(audio);
    if (!video) return;
    try {
      await this.pictures.capture(video);
    } catch (error) {
      // A camera that is not there must not cost the sound, where there is any.
      if (video.kind !== "camera" || !audio) {
        this.destroy();
        throw error;
      }
      console.warn(`[cooee] the stream has no pictures: ${(error as Error).message}`);
    }
  }

  get active(): boolean {
    return [this.sendTrack, this.pictures.track].some((track) => track?.readyState === "live");
  }

  get stream(): MediaStream | null {
    return this.#audio.closed ? null : this.#audio.stream;
  }

  get audioCaptureStream(): MediaStream | null {
    return this.#audio.captureStream;
  }

  get videoCaptureStream(): MediaStream | null {
    return this.pictures.captureStream;
  }

  get audioDeviceId(): string {
    return this.captureTrack?.getSettings().deviceId ?? "";
  }

  get videoDeviceId(): string {
    return this.pictures.track?.getSettings().deviceId ?? "";
  }

  /** What is published, or `null` for silence. */
  get sendTrack(): MediaStreamTrack | null {
    return this.#audio.sendTrack;
  }

  /** What is captured, before volume and mixing. */
  get captureTrack(): MediaStreamTrack | null {
    return this.#audio.captureTrack;
  }

  /** Whether the captured part is silent by `muteMicrophone`. */
  get captureMuted(): boolean {
    return this.#audio.captureMuted;
  }

  /** Whether listeners are to be told that the microphone is muted. */
  get muted(): boolean {
    return this.#audio.muted;
  }

  getAudioTracks(): MediaStreamTrack[] {
    return this.#audio.stream.getAudioTracks();
  }

  getVideoTracks(): MediaStreamTrack[] {
    return this.#audio.stream.getVideoTracks();
  }

  getTracks(): MediaStreamTrack[] {
    return this.#audio.stream.getTracks();
  }

  async startCaptureMicrophone(options?: MicrophoneOptions): Promise<void> {
    await this.sound.capture({ kind: "microphone", options: options ?? {} });
  }

  async startCaptureCamera(options?: CameraOptions): Promise<void> {
    await this.pictures.captureCamera(options ?? {});
  }

  async startCaptureCustomAudio(options: CustomAudioOptions): Promise<void> {
    await this.sound.capture(customSource(options?.source));
  }

  stopCaptureAudio(): Promise<void> {
    this.#audio.use(undefined);
    return Promise.resolve();
  }

  stopCaptureVideo(): Promise<void> {
    this.pictures.stop();
    return Promise.resolve();
  }

  /** Puts a page's track in the place of the captured one of its kind. */
  replaceTrack(track: MediaStreamTrack): void {
    if (!isTrack(track)) throw parameterError("The track is not a MediaStreamTrack");
    if (track.kind === "audio") this.sound.replace(track);
    else this.pictures.replace(track);
  }

  /** Adds a page's track to a stream without one of its kind. */
  addTrack(track: MediaStreamTrack): void {
    if (isTrack(track) && track.kind === "audio" && this.captureTrack) {
      throw parameterError("The stream has an audio track", "Use replaceTrack");
    }
    if (isTrack(track) && track.kind === "video" && this.pictures.track) {
      throw parameterError("The stream has a video track", "Use replaceTrack");
    }
    this.replaceTrack(track);
  }

  /** Sends the captured track no more. */
  removeTrack(track: MediaStreamTrack): void {
    if (isTrack(track) && this.pictures.has(track)) {
      this.pictures.stop();
      return;
    }
    if (!this.#audio.has(track)) {
      throw new ExpressError({
        code: MediaCode.NoTrack,
        name: "no_track",
        message: "The stream has no such track",
        hint: "Pass one of stream.getTracks()",
      });
    }
    this.#audio.use(undefined);
  }

  /** Replaces the microphone by silence; mixed-in media go on. */
  muteMicrophone(mute: boolean): void {
    this.#audio.muteMicrophone(mute);
  }

  playAudio(options?: PlayAudioOptions): void {
    this.#listening.play("sent", options);
  }

  playCaptureAudio(options?: PlayAudioOptions): void {
    this.#listening.play("captured", options);
  }

  /** Harmless with a stream without pictures: they show as soon as there are some. */
  playVideo(element?: string | HTMLElement, options?: PlayVideoOptions): void {
    if (this.stream) this.#showing.play(this.stream, element, options);
  }

  playCaptureVideo(element?: string | HTMLElement, options?: PlayVideoOptions): void {
    const stream = this.videoCaptureStream;
    if (stream) this.#showing.play(stream, element, options);
  }

  resumeAudio(): void {
    this.#listening.resume();
  }

  resumeVideo(): void {
    this.#showing.resume();
  }

  stopAudio(): void {
    this.#listening.stop();
  }

  stopVideo(): void {
    this.#showing.stop();
  }

  setVolume(volume: number): boolean {
    return this.#listening.setVolume(volume);
  }

  useAudioOutputDevice(deviceID: string): Promise<boolean> {
    return this.#listening.useOutputDevice(deviceID);
  }

  takeStreamSnapshot(): string | undefined {
    return this.#showing.snapshot();
  }

  /** Lets go of devices, elements and graph. */
  destroy(): void {
    this.#audio.close();
    this.#listening.stop();
    this.pictures.close();
    this.#showing.stop();
  }

  /** Opens microphone and camera with one question to the user. Answers whether that worked. */
  async #openBoth(): Promise<boolean> {
    const { audio, video, videoShape } = this.#plan;
    if (audio?.kind !== "microphone" || video?.kind !== "camera") return false;
    const both = await captureBoth(audio.options, video.options, videoShape);
    if (!both) return false;
    this.#audio.use(both.sound);
    this.pictures.use(both.pictures);
    return true;
  }

  #videoTrackChanged(track: MediaStreamTrack | null): void {
    const { stream } = this.#audio;
    for (const former of stream.getVideoTracks()) stream.removeTrack(former);
    if (track) {
      stream.addTrack(track);
      announceTrack(stream, track);
    }
    this.onSendTrackChanged?.(this.sendTrack);
    this.emit("captureVideoTrackChanged", track ?? undefined);
    this.emit("videoTrackChanged", track ?? undefined);
  }
}

function isTrack(track: unknown): track is MediaStreamTrack {
  return track instanceof MediaStreamTrack;
}
