/** This person's stream: the microphone, and what becomes of it at the server. */
import { signal } from "@preact/signals";
import type { PublisherState, PublishQuality, ZegoLocalStream } from "cooee-web";
import type { Engine } from "./engine";
import { type Failure, failureOf, failureOfEvent } from "./failure";
import { QualityHistory, samplePublish } from "./quality-history";

/** What an {@link OwnStream} needs of the call that it belongs to. */
export interface OwnStreamHost {
  engine: () => Engine | undefined;
  streamId: () => string;
  /** The chosen microphone; empty for the system's choice. */
  microphone: () => string;
  now: () => number;
}

/** The published stream. */
export class OwnStream {
  readonly state = signal<PublisherState["state"]>("NO_PUBLISH");
  readonly failure = signal<Failure | undefined>(undefined);
  readonly muted = signal(false);
  /** Whether the camera is open. It never is until somebody asks for it. */
  readonly camera = signal(false);
  /** From 0 to 100, whether published or not. */
  readonly level = signal(0);
  readonly quality = new QualityHistory();

  readonly #host: OwnStreamHost;
  #local: ZegoLocalStream | undefined;
  #published = "";

  constructor(host: OwnStreamHost) {
    this.#host = host;
  }

  /** Opens the microphone and publishes it. */
  async publish(): Promise<void> {
    const engine = this.#host.engine();
    if (!engine || this.state.value !== "NO_PUBLISH") {
      return;
    }
    this.failure.value = undefined;
    this.quality.clear();
    this.state.value = "PUBLISH_REQUESTING";
    try {
      const input = this.#host.microphone();
      const local = await engine.createZegoStream({
        camera: { video: false, audio: input === "" ? true : { input } },
      });
      if (engine !== this.#host.engine() || this.state.value !== "PUBLISH_REQUESTING") {
        engine.destroyStream(local);
        return;
      }
      this.#local = local;
      // A camera can go by itself, too.
      local.on("captureVideoTrackChanged", (track) => {
        if (local === this.#local) {
          this.camera.value = track !== undefined;
        }
      });
      this.#published = this.#host.streamId();
      engine.muteMicrophone(this.muted.value);
      engine.startPublishingStream(this.#published, local);
    } catch (error) {
      this.#release();
      this.state.value = "NO_PUBLISH";
      this.failure.value = failureOf(error);
    }
  }

  /** Ends the publish and closes the microphone. */
  stop(): void {
    if (this.#published !== "") {
      this.#host.engine()?.stopPublishingStream(this.#published);
    }
    this.#release();
    this.state.value = "NO_PUBLISH";
    this.failure.value = undefined;
  }

  /** Replaces the microphone by silence, or opens it again. */
  mute(muted: boolean): void {
    this.muted.value = muted;
    this.#host.engine()?.muteMicrophone(muted);
  }

  /** Opens the camera and publishes its pictures, or closes it. */
  async setCamera(on: boolean): Promise<void> {
    const local = this.#local;
    if (!local) {
      return;
    }
    this.failure.value = undefined;
    try {
      if (on) {
        await local.startCaptureCamera({ quality: 2 });
      } else {
        await local.stopCaptureVideo();
      }
    } catch (error) {
      this.failure.value = failureOf(error);
    }
  }

  /** Shows the own picture in an element, or nowhere. */
  showIn(frame: HTMLElement | null): void {
    if (frame) {
      this.#local?.playVideo(frame, { mirror: true, objectFit: "cover" });
    } else {
      this.#local?.stopVideo();
    }
  }

  /** Captures from the chosen microphone. */
  async followMicrophone(): Promise<void> {
    const engine = this.#host.engine();
    const device = this.#host.microphone();
    if (!engine || !this.#local) {
      return;
    }
    try {
      await engine.useAudioDevice(this.#local, device === "" ? "default" : device);
      this.failure.value = undefined;
    } catch (error) {
      this.failure.value = failureOf(error);
    }
  }

  /** Takes over what an event says. */
  onState({ streamID, state, errorCode, extendedData }: PublisherState): void {
    if (streamID !== this.#published) {
      return;
    }
    this.state.value = state;
    this.failure.value = errorCode === 0 ? undefined : failureOfEvent(errorCode, extendedData);
    if (state === "NO_PUBLISH") {
      this.#release();
    }
  }

  /** Takes over new figures. */
  onQuality(quality: PublishQuality): void {
    this.quality.add(samplePublish(this.#host.now(), quality));
  }

  #release(): void {
    if (this.#local) {
      this.#host.engine()?.destroyStream(this.#local);
    }
    this.#local = undefined;
    this.#published = "";
    this.camera.value = false;
    this.level.value = 0;
  }
}
