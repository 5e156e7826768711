/** A stream of this page: what is captured, what is sent, and how it is listened to. */

import { ExpressError } from "../engine/errors";
import type {
  AudioProcessing,
  CameraOptions,
  CustomAudioOptions,
  LocalStreamEvents,
  MicrophoneOptions,
  PlayAudioOptions,
  PlayVideoOptions,
  ZegoLocalStream,
} from "../engine/types";
import { type AudioSource, type CapturePlan, customSource } from "./capture-plan";
import { capture, captureMicrophone, captureTrack } from "./captured-audio";
import { Emitter } from "./emitter";
import { LocalListening } from "./local-listening";
import { MediaCode, parameterError } from "./media-error";
import { OutgoingAudio } from "./outgoing-audio";

let streams = 0;

/** Told by a local stream to the engine that owns it. */
export interface LocalStreamOwner {
  /** Capture ended without being asked to: a device was unplugged, or a permission withdrawn. */
  captureEnded(stream: LocalStream, track: MediaStreamTrack): void;
}

/**
 * See {@link ZegoLocalStream}. The page's face of an {@link OutgoingAudio}.
 */
export class LocalStream extends Emitter<LocalStreamEvents> implements ZegoLocalStream {
  readonly id = `cooee-local-${++streams}`;
  /** In kbit/s. */
  readonly audioBitrate: number;
  /** Called when {@link LocalStream.sendTrack} is another one; set by whoever publishes it. */
  onSendTrackChanged: ((track: MediaStreamTrack | null) => void) | undefined;

  readonly #plan: CapturePlan;
  readonly #audio: OutgoingAudio;
  readonly #listening: LocalListening;

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
  }

  /** Captures what was asked for; called once, before the page gets the stream. */
  async open(): Promise<void> {
    if (this.#plan.audio && this.#plan.autoCapture) await this.#start(this.#plan.audio);
  }

  get active(): boolean {
    return this.sendTrack?.readyState === "live";
  }

  get stream(): MediaStream | null {
    return this.#audio.closed ? null : this.#audio.stream;
  }

  get audioCaptureStream(): MediaStream | null {
    return this.#audio.captureStream;
  }

  get videoCaptureStream(): MediaStream | null {
    return null;
  }

  get audioDeviceId(): string {
    return this.captureTrack?.getSettings().deviceId ?? "";
  }

  get videoDeviceId(): string {
    return "";
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
    return [];
  }

  getTracks(): MediaStreamTrack[] {
    return this.#audio.stream.getTracks();
  }

  async startCaptureMicrophone(options?: MicrophoneOptions): Promise<void> {
    await this.#start({ kind: "microphone", options: options ?? {} });
  }

  /** Accepted and without effect: this SDK carries audio. */
  startCaptureCamera(_options?: CameraOptions): Promise<void> {
    return Promise.resolve();
  }

  async startCaptureCustomAudio(options: CustomAudioOptions): Promise<void> {
    await this.#start(customSource(options?.source));
  }

  stopCaptureAudio(): Promise<void> {
    this.#audio.use(undefined);
    return Promise.resolve();
  }

  /** Without effect: this SDK carries audio. */
  stopCaptureVideo(): Promise<void> {
    return Promise.resolve();
  }

  /** Captures from another microphone; until that works the former one goes on. */
  async useAudioDevice(deviceId: string): Promise<void> {
    if (typeof deviceId !== "string") throw parameterError("deviceID is not a text");
    await this.#audio.capture(() =>
      captureMicrophone({ ...this.#audio.captureOptions, input: deviceId }),
    );
  }

  /** Switches the browser's audio processing, by capturing again: browsers fix it at capture. */
  async setAudioConfig(config: AudioProcessing): Promise<void> {
    const { AEC, ANS, AGC } = config ?? {};
    if (this.#audio.captureKind !== "microphone") throw noMicrophone();
    await this.#audio.capture(() => {
      const options = { ...this.#audio.captureOptions };
      if (AEC !== undefined) options.AEC = AEC;
      if (ANS !== undefined) options.ANS = ANS;
      if (AGC !== undefined) options.AGC = AGC;
      return captureMicrophone(options);
    });
  }

  /** The loudness of what is captured, from 0 to 100. */
  setCaptureVolume(volume: number): void {
    if (!(volume >= 0 && volume <= 100))
      throw parameterError(`The volume ${volume} is not in 0–100`);
    if (volume !== 100 || this.#audio.graph) this.#audio.mixing().setInputVolume(volume / 100);
  }

  /** Puts a page's track in the place of the captured one. Video tracks are accepted and left out. */
  replaceTrack(track: MediaStreamTrack): void {
    if (!isTrack(track)) throw parameterError("The track is not a MediaStreamTrack");
    if (track.kind !== "audio") return;
    this.#audio.use(captureTrack(track, this.#audio.captureKind ?? "microphone"));
  }

  /** Adds a page's track to a stream without audio. */
  addTrack(track: MediaStreamTrack): void {
    if (isTrack(track) && track.kind === "audio" && this.captureTrack) {
      throw parameterError("The stream has an audio track", "Use replaceTrack");
    }
    this.replaceTrack(track);
  }

  /** Sends the captured track no more. */
  removeTrack(track: MediaStreamTrack): void {
    if (isTrack(track) && track.kind !== "audio") return;
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

  /** Replaces all that is sent by silence; the tracks stay. */
  mutePublish(mute: boolean): void {
    this.#audio.mutePublish(mute);
  }

  /** Mixes media elements in. */
  startMixing(media: HTMLMediaElement[]): boolean {
    if (!areElements(media)) return false;
    const graph = this.#audio.mixing();
    for (const element of media) graph.mix(element);
    return true;
  }

  /** Mixes these elements, or all, no more. */
  stopMixing(media?: HTMLMediaElement[]): boolean {
    if (media !== undefined && !areElements(media)) return false;
    if (media?.length) for (const element of media) this.#audio.graph?.unmix(element);
    else this.#audio.graph?.unmix();
    return true;
  }

  /** The volume of mixed-in elements, from 0 to 100. Answers whether all are mixed in. */
  setMixingVolume(media: HTMLMediaElement[], volume: number): boolean {
    if (!(volume >= 0 && volume <= 100) || !areElements(media)) return false;
    const mixed = media.map((each) => this.#audio.graph?.setMixVolume(each, volume / 100) ?? false);
    return mixed.every(Boolean);
  }

  playAudio(options?: PlayAudioOptions): void {
    this.#listening.play("sent", options);
  }

  playCaptureAudio(options?: PlayAudioOptions): void {
    this.#listening.play("captured", options);
  }

  /** Harmless: there is no video to show. */
  playVideo(_element?: string | HTMLElement, _options?: PlayVideoOptions): void {}

  /** Harmless: there is no video to show. */
  playCaptureVideo(_element?: string | HTMLElement, _options?: PlayVideoOptions): void {}

  resumeAudio(): void {
    this.#listening.resume();
  }

  resumeVideo(): void {}

  stopAudio(): void {
    this.#listening.stop();
  }

  stopVideo(): void {}

  setVolume(volume: number): boolean {
    return this.#listening.setVolume(volume);
  }

  useAudioOutputDevice(deviceID: string): Promise<boolean> {
    return this.#listening.useOutputDevice(deviceID);
  }

  takeStreamSnapshot(): string | undefined {
    return undefined;
  }

  /** Lets go of devices, elements and graph. */
  destroy(): void {
    this.#audio.close();
    this.#listening.stop();
  }

  #start(source: AudioSource): Promise<void> {
    return this.#audio.capture(() => capture(source));
  }
}

function isTrack(track: unknown): track is MediaStreamTrack {
  return track instanceof MediaStreamTrack;
}

function areElements(media: unknown): media is HTMLMediaElement[] {
  return Array.isArray(media) && media.every((each) => each instanceof HTMLMediaElement);
}

function noMicrophone(): ExpressError {
  return new ExpressError({
    code: MediaCode.NoAudio,
    name: "no_audio",
    message: "The stream captures no microphone",
    hint: "Make it with audio: createZegoStream({ camera: { video: false, audio: true } })",
  });
}
