/** What an application does to the sound of a local stream. */

import { ExpressError } from "../engine/errors";
import type { AudioProcessing } from "../engine/types";
import type { OwnAudioSource } from "./capture-plan";
import { capture, captureMicrophone, captureTrack } from "./captured-audio";
import { MediaCode, parameterError } from "./media-error";
import type { OutgoingAudio } from "./outgoing-audio";

/** Changes an {@link OutgoingAudio} as the calls of the API ask for. */
export class LocalSound {
  readonly #audio: OutgoingAudio;

  constructor(audio: OutgoingAudio) {
    this.#audio = audio;
  }

  /** Captures from another source; until that works the former one goes on. */
  capture(source: OwnAudioSource): Promise<void> {
    return this.#audio.capture(() => capture(source));
  }

  /** Captures from another microphone; until that works the former one goes on. */
  async useDevice(deviceId: string): Promise<void> {
    if (typeof deviceId !== "string") throw parameterError("deviceID is not a text");
    await this.#audio.capture(() =>
      captureMicrophone({ ...this.#audio.captureOptions, input: deviceId }),
    );
  }

  /** Switches the browser's audio processing, by capturing again: browsers fix it at capture. */
  async configure(config: AudioProcessing): Promise<void> {
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
  replace(track: MediaStreamTrack): void {
    this.#audio.use(captureTrack(track, this.#audio.captureKind ?? "microphone"));
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
