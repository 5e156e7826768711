/** Somebody else's stream: whether it plays, how loud, and how well. */
import { signal } from "@preact/signals";
import type { PlayerState, PlayQuality, RoomStream, ZegoStreamView } from "cooee-web";
import type { Engine } from "./engine";
import { type Failure, failureOf, failureOfEvent } from "./failure";
import { QualityHistory, samplePlay } from "./quality-history";

/** What a {@link RemoteStream} needs of the call that it belongs to. */
export interface RemoteStreamHost {
  engine: Engine;
  /** The chosen speaker; empty for the system's choice. */
  speaker: () => string;
  now: () => number;
}

/** Pictures have no sound of their own that a browser could hold back. */
const PICTURES = { objectFit: "contain", enableAutoplayDialog: false } as const;

/** One stream of another user. */
export class RemoteStream {
  readonly id: string;
  readonly user: RoomStream["user"];
  readonly extraInfo = signal("");
  readonly state = signal<PlayerState["state"]>("NO_PLAY");
  readonly failure = signal<Failure | undefined>(undefined);
  /** Silenced here. */
  readonly muted = signal(false);
  /** From 0 to 100. */
  readonly volume = signal(100);
  /** From 0 to 100. */
  readonly level = signal(0);
  /** Whether the publisher's microphone is open. */
  readonly microphoneOpen = signal(true);
  /** Whether there are pictures to see. */
  readonly cameraOpen = signal(false);
  /** The browser wants a click before it makes sound. */
  readonly blocked = signal(false);
  readonly quality = new QualityHistory();

  readonly #host: RemoteStreamHost;
  #view: ZegoStreamView | undefined;
  /** Where its pictures are shown. */
  #frame: HTMLElement | null = null;
  /** Grows with each play and stop, so that a late answer to an earlier play is known as such. */
  #attempt = 0;

  constructor(stream: RoomStream, host: RemoteStreamHost) {
    this.id = stream.streamID;
    this.user = stream.user;
    this.extraInfo.value = stream.extraInfo;
    this.#host = host;
  }

  /** Plays the stream. */
  async play(): Promise<void> {
    this.#attempt += 1;
    const attempt = this.#attempt;
    this.failure.value = undefined;
    this.quality.clear();
    this.state.value = "PLAY_REQUESTING";
    try {
      const media = await this.#host.engine.startPlayingStream(this.id);
      if (attempt === this.#attempt) {
        this.#show(media);
      }
    } catch (error) {
      if (attempt === this.#attempt) {
        this.state.value = "NO_PLAY";
        this.failure.value = failureOf(error);
      }
    }
  }

  /** Shows the pictures in an element, or nowhere. */
  showIn(frame: HTMLElement | null): void {
    this.#frame = frame;
    if (frame) {
      this.#view?.playVideo(frame, PICTURES);
    } else {
      this.#view?.stopVideo();
    }
  }

  /** Ends the play. */
  stop(): void {
    this.#attempt += 1;
    this.#view?.stop();
    this.#view = undefined;
    this.#host.engine.stopPlayingStream(this.id);
    this.state.value = "NO_PLAY";
    this.failure.value = undefined;
    this.blocked.value = false;
    this.cameraOpen.value = false;
    this.level.value = 0;
  }

  /** Silences the stream here, or lets it be heard again. */
  async mute(muted: boolean): Promise<void> {
    this.muted.value = muted;
    await this.#host.engine.mutePlayStreamAudio(this.id, muted);
  }

  /** Sets how loud it is, from 0 to 100. */
  setVolume(volume: number): void {
    this.volume.value = volume;
    this.#view?.setVolume(volume);
  }

  /** Starts the sound that the browser held back; call it from a click. */
  resume(): void {
    this.blocked.value = false;
    this.#view?.resume();
  }

  /** Plays on the chosen speaker. */
  async followSpeaker(): Promise<void> {
    await this.#view?.useAudioOutputDevice(this.#host.speaker());
  }

  /** Takes over what an event says. */
  onState({ state, errorCode, extendedData }: PlayerState): void {
    this.state.value = state;
    this.failure.value = errorCode === 0 ? undefined : failureOfEvent(errorCode, extendedData);
    if (state !== "PLAYING") {
      this.level.value = 0;
    }
  }

  /** Takes over new figures. */
  onQuality(quality: PlayQuality): void {
    this.quality.add(samplePlay(this.#host.now(), quality));
  }

  #show(media: MediaStream): void {
    this.#view?.stop();
    const view = this.#host.engine.createRemoteStreamView(media);
    this.#view = view;
    view.on("autoplayFailed", () => {
      this.blocked.value = true;
    });
    view.on("canPlayAudio", () => {
      this.blocked.value = false;
    });
    // The page has a button of its own for sound that the browser holds back.
    view.playAudio({ enableAutoplayDialog: false });
    if (this.#frame) {
      view.playVideo(this.#frame, PICTURES);
    }
    view.setVolume(this.volume.value);
    if (this.#host.speaker() !== "") {
      void this.followSpeaker().catch(() => undefined);
    }
  }
}
