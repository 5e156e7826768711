/** The pictures of a local stream: their source, their shape and what is sent. */

import { ExpressError } from "../engine/errors";
import type { CameraOptions, VideoConfig } from "../engine/types";
import type { CapturePlan } from "./capture-plan";
import {
  type CapturedVideo,
  captureVideo,
  captureVideoTrack,
  type VideoSource,
} from "./captured-video";
import { cameraError, MediaCode, parameterError } from "./media-error";
import { OutgoingVideo } from "./outgoing-video";
import { cameraShape, changed, shapeConstraints, type VideoShape } from "./video-quality";

/** Told what becomes of the pictures. */
export interface LocalPicturesListener {
  trackChanged(track: MediaStreamTrack | null): void;
  /** They are to be sent in another shape. */
  shapeChanged(): void;
  /** A screen came with its sound. */
  soundCaptured(sound: MediaStreamTrack): void;
  /** The user stopped sharing the screen. */
  screenEnded(): void;
  /** A camera is gone. */
  cameraEnded(track: MediaStreamTrack): void;
}

/** Captures pictures, and remembers how for the next time. */
export class LocalPictures {
  readonly #listener: LocalPicturesListener;
  readonly #video: OutgoingVideo;
  #shape: VideoShape;
  /** What is captured when the camera is opened again. */
  #source: VideoSource | null;
  /** The camera was closed by a call, and is not to be opened by the way. */
  #closed = false;

  constructor({ video, videoShape }: CapturePlan, listener: LocalPicturesListener) {
    this.#listener = listener;
    this.#shape = videoShape;
    this.#source = video;
    this.#video = new OutgoingVideo({
      trackChanged: (track) => listener.trackChanged(track),
      captureEnded: ({ kind, track }) => {
        this.#video.use(undefined);
        if (kind === "screen") listener.screenEnded();
        else if (kind === "camera") listener.cameraEnded(track);
      },
    });
  }

  /** What is published, or `null` for no pictures. */
  get track(): MediaStreamTrack | null {
    return this.#video.track;
  }

  /** What is captured, as a stream that stays the same when its track changes; or `null`. */
  get captureStream(): MediaStream | null {
    return this.#video.captureStream;
  }

  /** Whether players are to be told that there is nothing to see. */
  get muted(): boolean {
    return this.#video.muted;
  }

  /** Size, rate and bitrate. */
  get shape(): VideoShape {
    return this.#shape;
  }

  /** Goes over to what was captured together with the sound. */
  use(captured: CapturedVideo): void {
    this.#closed = false;
    this.#video.use(captured);
  }

  /** Captures from another source; until that works the former one goes on. */
  async capture(source: VideoSource): Promise<void> {
    const captured = await this.#video.capture(() => captureVideo(source, this.#shape));
    this.#source = source;
    this.#closed = false;
    if (captured.sound) this.#listener.soundCaptured(captured.sound);
  }

  /** Captures from a camera as it is asked for. */
  async captureCamera(options: CameraOptions): Promise<void> {
    this.#shape = cameraShape(options);
    await this.capture({ kind: "camera", options });
  }

  /**
   * Captures from another camera; until that works the former one goes on. A camera that is closed
   * stays so, and a stream that never had pictures gets none.
   */
  async useDevice(deviceId: string): Promise<void> {
    if (typeof deviceId !== "string") throw parameterError("deviceID is not a text");
    if (!this.track && !this.#source) throw noVideo();
    const options = this.#source?.kind === "camera" ? this.#source.options : {};
    const source: VideoSource = { kind: "camera", options: { ...options, input: deviceId } };
    if (this.#closed) this.#source = source;
    else await this.capture(source);
  }

  /** Opens the camera again, or closes it; its light goes off. */
  async enable(enable: boolean): Promise<void> {
    if (!enable) {
      this.stop();
      this.#closed = true;
    } else if (!this.track && this.#source) await this.capture(this.#source);
    else if (!this.track) throw noVideo();
  }

  /** Changes size, rate and bitrate, as far as their source can. */
  async configure(config: VideoConfig): Promise<void> {
    const { track } = this;
    if (!track) throw noVideo();
    this.#shape = changed(this.#shape, config ?? {});
    await track.applyConstraints(shapeConstraints(this.#shape)).catch((cause) => {
      throw cameraError(cause);
    });
    this.#listener.shapeChanged();
  }

  /** Sends black pictures, or the captured ones again; the track stays. */
  mute(mute: boolean): void {
    this.#video.mute(mute);
  }

  /** Puts a page's track in the place of the captured one. */
  replace(track: MediaStreamTrack): void {
    this.use(captureVideoTrack(track, this.#video.captured?.kind));
  }

  /** Whether a track is what is sent, or the page's own that it is a clone of. */
  has(track: MediaStreamTrack): boolean {
    return this.#video.has(track);
  }

  /** Captures no more. */
  stop(): void {
    this.#video.use(undefined);
  }

  /** Lets go of the source, for good. */
  close(): void {
    this.#video.close();
  }
}

function noVideo(): ExpressError {
  return new ExpressError({
    code: MediaCode.NoVideo,
    name: "no_video",
    message: "The stream captures no pictures",
    hint: "Make it with a camera: createZegoStream({ camera: { video: true, audio: true } })",
  });
}
