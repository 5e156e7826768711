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
  VideoConfig,
  ZegoLocalStream,
} from "../engine/types";
import { type CapturePlan, customSource, type OwnAudioSource } from "./capture-plan";
import { capture, captureMicrophone, captureSound, captureTrack } from "./captured-audio";
import { captureVideo, captureVideoTrack, type VideoSource } from "./captured-video";
import { Emitter } from "./emitter";
import { LocalListening } from "./local-listening";
import { cameraError, MediaCode, parameterError } from "./media-error";
import { OutgoingAudio } from "./outgoing-audio";
import { OutgoingVideo } from "./outgoing-video";
import { cameraShape, changed, shapeConstraints, type VideoShape } from "./video-quality";
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
  readonly #video: OutgoingVideo;
  readonly #showing: VideoShowing;
  #videoShape: VideoShape;
  /** What the camera is opened for again. */
  #videoSource: VideoSource | null;

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
    this.#videoShape = plan.videoShape;
    this.#videoSource = plan.video;
    this.#showing = new VideoShowing({
      playing: () => this.emit("canPlayVideo"),
      blocked: (failure) => this.emit("autoplayFailed", failure),
    });
    this.#video = new OutgoingVideo({
      trackChanged: (track) => this.#videoTrackChanged(track),
      captureEnded: ({ kind, track }) => {
        this.#video.use(undefined);
        if (kind === "screen") this.#screenEnded(owner);
        else if (kind === "camera") owner.captureEnded(this, track);
      },
    });
  }

  /** Captures what was asked for; called once, before the page gets the stream. */
  async open(): Promise<void> {
    const { audio, video, autoCapture } = this.#plan;
    if (!autoCapture) return;
    if (audio?.kind !== "screen" && audio) await this.#start(audio);
    if (!video) return;
    try {
      await this.#startVideo(video);
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
    return [this.sendTrack, this.videoTrack].some((track) => track?.readyState === "live");
  }

  get stream(): MediaStream | null {
    return this.#audio.closed ? null : this.#audio.stream;
  }

  get audioCaptureStream(): MediaStream | null {
    return this.#audio.captureStream;
  }

  get videoCaptureStream(): MediaStream | null {
    return this.#video.captureStream;
  }

  get audioDeviceId(): string {
    return this.captureTrack?.getSettings().deviceId ?? "";
  }

  get videoDeviceId(): string {
    return this.videoTrack?.getSettings().deviceId ?? "";
  }

  /** What is published, or `null` for silence. */
  get sendTrack(): MediaStreamTrack | null {
    return this.#audio.sendTrack;
  }

  /** The pictures that are published, or `null` for none. */
  get videoTrack(): MediaStreamTrack | null {
    return this.#video.track;
  }

  /** Whether players are to be told that there is nothing to see. */
  get videoMuted(): boolean {
    return this.#video.muted;
  }

  /** Size, rate and bitrate of the pictures. */
  get videoShape(): VideoShape {
    return this.#videoShape;
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
    await this.#start({ kind: "microphone", options: options ?? {} });
  }

  async startCaptureCamera(options: CameraOptions = {}): Promise<void> {
    this.#videoShape = cameraShape(options ?? {});
    await this.#startVideo({ kind: "camera", options: options ?? {} });
  }

  async startCaptureCustomAudio(options: CustomAudioOptions): Promise<void> {
    await this.#start(customSource(options?.source));
  }

  stopCaptureAudio(): Promise<void> {
    this.#audio.use(undefined);
    return Promise.resolve();
  }

  stopCaptureVideo(): Promise<void> {
    this.#video.use(undefined);
    return Promise.resolve();
  }

  /** Captures from another microphone; until that works the former one goes on. */
  async useAudioDevice(deviceId: string): Promise<void> {
    if (typeof deviceId !== "string") throw parameterError("deviceID is not a text");
    await this.#audio.capture(() =>
      captureMicrophone({ ...this.#audio.captureOptions, input: deviceId }),
    );
  }

  /** Captures from another camera; until that works the former one goes on. */
  async useVideoDevice(deviceId: string): Promise<void> {
    if (typeof deviceId !== "string") throw parameterError("deviceID is not a text");
    const options = this.#videoSource?.kind === "camera" ? this.#videoSource.options : {};
    await this.#startVideo({ kind: "camera", options: { ...options, input: deviceId } });
  }

  /** Opens the camera again, or closes it; its light goes off. */
  async enableVideoCapture(enable: boolean): Promise<void> {
    if (!enable) this.#video.use(undefined);
    else if (!this.videoTrack && this.#videoSource) await this.#startVideo(this.#videoSource);
    else if (!this.videoTrack) throw noVideo();
  }

  /** Changes size, rate and bitrate of the pictures, as far as their source can. */
  async setVideoConfig(config: VideoConfig): Promise<void> {
    const track = this.videoTrack;
    if (!track) throw noVideo();
    this.#videoShape = changed(this.#videoShape, config ?? {});
    await track.applyConstraints(shapeConstraints(this.#videoShape)).catch((cause) => {
      throw cameraError(cause);
    });
    this.onSendTrackChanged?.(this.sendTrack);
  }

  /** Shows black pictures to all players; the track stays. */
  mutePublishVideo(mute: boolean): void {
    this.#video.mute(mute);
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

  /** Puts a page's track in the place of the captured one. */
  replaceTrack(track: MediaStreamTrack): void {
    if (!isTrack(track)) throw parameterError("The track is not a MediaStreamTrack");
    if (track.kind !== "audio") {
      this.#video.use(captureVideoTrack(track, this.#video.captured?.kind));
      return;
    }
    this.#audio.use(captureTrack(track, this.#audio.captureKind ?? "microphone"));
  }

  /** Adds a page's track to a stream without one of its kind. */
  addTrack(track: MediaStreamTrack): void {
    if (isTrack(track) && track.kind === "audio" && this.captureTrack) {
      throw parameterError("The stream has an audio track", "Use replaceTrack");
    }
    if (isTrack(track) && track.kind === "video" && this.videoTrack) {
      throw parameterError("The stream has a video track", "Use replaceTrack");
    }
    this.replaceTrack(track);
  }

  /** Sends the captured track no more. */
  removeTrack(track: MediaStreamTrack): void {
    if (isTrack(track) && this.#video.has(track)) {
      this.#video.use(undefined);
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
    this.#video.close();
    this.#showing.stop();
  }

  #start(source: OwnAudioSource): Promise<void> {
    return this.#audio.capture(() => capture(source));
  }

  async #startVideo(source: VideoSource): Promise<void> {
    const captured = await this.#video.capture(() => captureVideo(source, this.#videoShape));
    this.#videoSource = source;
    if (captured.sound) this.#audio.use(captureSound(captured.sound));
  }

  /** Its sound ended with it. */
  #screenEnded(owner: LocalStreamOwner): void {
    if (this.#audio.captureKind === "screen") this.#audio.use(undefined);
    owner.screenEnded(this);
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

function areElements(media: unknown): media is HTMLMediaElement[] {
  return Array.isArray(media) && media.every((each) => each instanceof HTMLMediaElement);
}

function noVideo(): ExpressError {
  return new ExpressError({
    code: MediaCode.NoVideo,
    name: "no_video",
    message: "The stream captures no pictures",
    hint: "Make it with a camera: createZegoStream({ camera: { video: true, audio: true } })",
  });
}

function noMicrophone(): ExpressError {
  return new ExpressError({
    code: MediaCode.NoAudio,
    name: "no_audio",
    message: "The stream captures no microphone",
    hint: "Make it with audio: createZegoStream({ camera: { video: false, audio: true } })",
  });
}
