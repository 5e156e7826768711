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
import type { AudioSource, CapturePlan } from "./capture-plan";
import { type CapturedAudio, capture, captureMicrophone, captureTrack } from "./captured-audio";
import { Emitter } from "./emitter";
import { LocalListening } from "./local-listening";
import { MediaCode, parameterError } from "./media-error";
import { MixingGraph } from "./mixing-graph";

let streams = 0;

/** Told by a local stream to the engine that owns it. */
export interface LocalStreamOwner {
  /** Capture ended without being asked to: a device was unplugged, or a permission withdrawn. */
  captureEnded(stream: LocalStream, track: MediaStreamTrack): void;
}

/**
 * See {@link ZegoLocalStream}. The captured track itself is sent; a mixing graph comes between as
 * soon as a volume or mixed-in media need one, and stays for the stream's life.
 */
export class LocalStream extends Emitter<LocalStreamEvents> implements ZegoLocalStream {
  readonly id = `cooee-local-${++streams}`;
  /** In kbit/s. */
  readonly audioBitrate: number;
  /** Called when {@link LocalStream.sendTrack} is another one; set by whoever publishes it. */
  onSendTrackChanged: ((track: MediaStreamTrack | null) => void) | undefined;

  readonly #owner: LocalStreamOwner;
  readonly #plan: CapturePlan;
  readonly #sent = new MediaStream();
  readonly #listening: LocalListening;
  #captured: CapturedAudio | undefined;
  #captureStream: MediaStream | null = null;
  #graph: MixingGraph | undefined;
  #sendTrack: MediaStreamTrack | null = null;
  #microphoneMuted = false;
  #publishMuted = false;
  #destroyed = false;

  constructor(plan: CapturePlan, owner: LocalStreamOwner) {
    super();
    this.#plan = plan;
    this.#owner = owner;
    this.audioBitrate = plan.audioBitrate;
    this.#listening = new LocalListening(this);
  }

  /** Captures what was asked for; called once, before the page gets the stream. */
  async open(): Promise<void> {
    if (this.#plan.audio && this.#plan.autoCapture) await this.#start(this.#plan.audio);
  }

  get active(): boolean {
    return this.#sendTrack?.readyState === "live";
  }

  get stream(): MediaStream | null {
    return this.#destroyed ? null : this.#sent;
  }

  get audioCaptureStream(): MediaStream | null {
    return this.#captureStream;
  }

  get videoCaptureStream(): MediaStream | null {
    return null;
  }

  get audioDeviceId(): string {
    return this.#captured?.track.getSettings().deviceId ?? "";
  }

  get videoDeviceId(): string {
    return "";
  }

  /** What is published, or `null` for silence. */
  get sendTrack(): MediaStreamTrack | null {
    return this.#sendTrack;
  }

  /** What is captured, before volume and mixing. */
  get captureTrack(): MediaStreamTrack | null {
    return this.#captured?.track ?? null;
  }

  /** Whether the captured part is silent by `muteMicrophone`. */
  get captureMuted(): boolean {
    return this.#microphoneMuted && this.#captured?.kind === "microphone";
  }

  /** Whether listeners are to be told that the microphone is muted. */
  get muted(): boolean {
    return this.#publishMuted || this.captureMuted || !this.#sendTrack;
  }

  getAudioTracks(): MediaStreamTrack[] {
    return this.#sent.getAudioTracks();
  }

  getVideoTracks(): MediaStreamTrack[] {
    return [];
  }

  getTracks(): MediaStreamTrack[] {
    return this.#sent.getTracks();
  }

  async startCaptureMicrophone(options: MicrophoneOptions = {}): Promise<void> {
    await this.#start({ kind: "microphone", options });
  }

  /** Accepted and without effect: this SDK carries audio. */
  startCaptureCamera(_options?: CameraOptions): Promise<void> {
    return Promise.resolve();
  }

  async startCaptureCustomAudio({ source }: CustomAudioOptions): Promise<void> {
    await this.#start({ kind: "custom", source });
  }

  stopCaptureAudio(): Promise<void> {
    this.#use(undefined);
    return Promise.resolve();
  }

  /** Without effect: this SDK carries audio. */
  stopCaptureVideo(): Promise<void> {
    return Promise.resolve();
  }

  /** Captures from another microphone; until that works the former one goes on. */
  async useAudioDevice(deviceId: string): Promise<void> {
    if (typeof deviceId !== "string") throw parameterError("deviceID is not a text");
    this.#use(await captureMicrophone({ ...this.#captured?.options, input: deviceId }));
  }

  /** Switches the browser's audio processing, by capturing again: browsers fix it at capture. */
  async setAudioConfig({ AEC, ANS, AGC }: AudioProcessing): Promise<void> {
    const captured = this.#captured;
    if (captured?.kind !== "microphone") throw noAudio("captures no microphone");
    const options: MicrophoneOptions = { ...captured.options };
    if (AEC !== undefined) options.AEC = AEC;
    if (ANS !== undefined) options.ANS = ANS;
    if (AGC !== undefined) options.AGC = AGC;
    this.#use(await captureMicrophone(options));
  }

  /** The loudness of what is captured, from 0 to 100. */
  setCaptureVolume(volume: number): void {
    if (!(volume >= 0 && volume <= 100))
      throw parameterError(`The volume ${volume} is not in 0–100`);
    if (volume !== 100 || this.#graph) this.#mixing().setInputVolume(volume / 100);
  }

  /** Puts a page's track in the place of the captured one. Video tracks are accepted and left out. */
  replaceTrack(track: MediaStreamTrack): void {
    if (!isTrack(track)) throw parameterError("The track is not a MediaStreamTrack");
    if (track.kind !== "audio") return;
    this.#use(captureTrack(track, this.#captured?.kind ?? "microphone"));
  }

  /** Adds a page's track to a stream without audio. */
  addTrack(track: MediaStreamTrack): void {
    if (isTrack(track) && track.kind === "audio" && this.#captured) {
      throw parameterError("The stream has an audio track", "Use replaceTrack");
    }
    this.replaceTrack(track);
  }

  /** Sends the captured track no more. */
  removeTrack(track: MediaStreamTrack): void {
    if (isTrack(track) && track.kind !== "audio") return;
    if (track !== this.#sendTrack && track !== this.#captured?.track) {
      throw new ExpressError({
        code: MediaCode.NoTrack,
        name: "no_track",
        message: "The stream has no such track",
        hint: "Pass one of stream.getTracks()",
      });
    }
    this.#use(undefined);
  }

  /** Replaces the microphone by silence; mixed-in media go on. */
  muteMicrophone(mute: boolean): void {
    this.#microphoneMuted = mute;
    this.#applyMutes();
  }

  /** Replaces all that is sent by silence; the tracks stay. */
  mutePublish(mute: boolean): void {
    this.#publishMuted = mute;
    this.#applyMutes();
  }

  /** Mixes media elements in. */
  startMixing(media: HTMLMediaElement[]): boolean {
    if (!areElements(media)) return false;
    const graph = this.#mixing();
    for (const element of media) graph.mix(element);
    return true;
  }

  /** Mixes these elements, or all, no more. */
  stopMixing(media?: HTMLMediaElement[]): boolean {
    if (media !== undefined && !areElements(media)) return false;
    if (media?.length) for (const element of media) this.#graph?.unmix(element);
    else this.#graph?.unmix();
    return true;
  }

  /** The volume of mixed-in elements, from 0 to 100. Answers whether all are mixed in. */
  setMixingVolume(media: HTMLMediaElement[], volume: number): boolean {
    if (!(volume >= 0 && volume <= 100) || !areElements(media)) return false;
    const mixed = media.map((each) => this.#graph?.setMixVolume(each, volume / 100) ?? false);
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
    if (this.#destroyed) return;
    this.#use(undefined);
    this.#graph?.close();
    this.#graph = undefined;
    this.#changeSendTrack(null);
    this.#listening.stop();
    this.#destroyed = true;
  }

  async #start(source: AudioSource): Promise<void> {
    this.#use(await capture(source));
  }

  /** Goes over to another captured track, or to none. */
  #use(captured: CapturedAudio | undefined): void {
    if (this.#destroyed) {
      captured?.release();
      return;
    }
    const former = this.#captured;
    this.#captured = captured;
    this.#captureStream = captured ? new MediaStream([captured.track]) : null;
    captured?.track.addEventListener("ended", () => {
      if (this.#captured === captured) this.#owner.captureEnded(this, captured.track);
    });
    this.#graph?.setInput(captured?.track);
    this.#changeSendTrack(this.#graph?.track ?? captured?.track ?? null);
    this.#applyMutes();
    // The former track ends last, so that a slot never carries an ended one.
    former?.release();
    if (captured || former) this.emit("captureAudioTrackChanged", captured?.track);
  }

  #mixing(): MixingGraph {
    if (this.#graph) return this.#graph;
    this.#graph = new MixingGraph();
    this.#graph.setInput(this.#captured?.track);
    this.#changeSendTrack(this.#graph.track);
    this.#applyMutes();
    return this.#graph;
  }

  #changeSendTrack(track: MediaStreamTrack | null): void {
    if (track === this.#sendTrack) return;
    if (this.#sendTrack) this.#sent.removeTrack(this.#sendTrack);
    if (track) this.#sent.addTrack(track);
    this.#sendTrack = track;
    this.onSendTrackChanged?.(track);
    this.emit("audioTrackChanged", track ?? undefined);
  }

  #applyMutes(): void {
    if (this.#captured) this.#captured.track.enabled = !this.captureMuted;
    if (!this.#sendTrack) return;
    const direct = this.#sendTrack === this.#captured?.track;
    this.#sendTrack.enabled = !this.#publishMuted && !(direct && this.captureMuted);
  }
}

function isTrack(track: unknown): track is MediaStreamTrack {
  return track instanceof MediaStreamTrack;
}

function areElements(media: unknown): media is HTMLMediaElement[] {
  return Array.isArray(media) && media.every((each) => each instanceof HTMLMediaElement);
}

function noAudio(what: string): ExpressError {
  return new ExpressError({
    code: MediaCode.NoAudio,
    name: "no_audio",
    message: `The stream ${what}`,
    hint: "Make it with audio: createZegoStream({ camera: { video: false, audio: true } })",
  });
}
