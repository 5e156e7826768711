/** What a stream sends when its own track alone is not enough: volume and mixed-in media. */

import { elementNode, sharedAudioContext } from "./audio-context";

/** Sums a captured track, at a volume, with media elements, each at its own. */
export class MixingGraph {
  readonly #destination = sharedAudioContext().createMediaStreamDestination();
  readonly #inputGain = sharedAudioContext().createGain();
  readonly #mixed = new Map<HTMLMediaElement, GainNode>();
  #input: MediaStreamAudioSourceNode | undefined;

  constructor() {
    this.#inputGain.connect(this.#destination);
  }

  /** What is sent. */
  get track(): MediaStreamTrack {
    // A destination has exactly one track from its beginning.
    return this.#destination.stream.getAudioTracks()[0] as MediaStreamTrack;
  }

  /** The captured track, or none. */
  setInput(track: MediaStreamTrack | undefined): void {
    this.#input?.disconnect();
    this.#input = track && sharedAudioContext().createMediaStreamSource(new MediaStream([track]));
    this.#input?.connect(this.#inputGain);
  }

  /** The captured track's volume, from 0 to 1. */
  setInputVolume(volume: number): void {
    setGain(this.#inputGain, volume);
  }

  /** Mixes an element in; harmless when it is. */
  mix(element: HTMLMediaElement): void {
    if (this.#mixed.has(element)) return;
    const gain = sharedAudioContext().createGain();
    elementNode(element).connect(gain).connect(this.#destination);
    this.#mixed.set(element, gain);
  }

  /** Mixes an element, or all of them, no more. */
  unmix(element?: HTMLMediaElement): void {
    for (const each of element ? [element] : [...this.#mixed.keys()]) {
      const gain = this.#mixed.get(each);
      if (!gain) continue;
      elementNode(each).disconnect(gain);
      gain.disconnect();
      this.#mixed.delete(each);
    }
  }

  /** An element's volume in the mix, from 0 to 1. Answers whether it is mixed. */
  setMixVolume(element: HTMLMediaElement, volume: number): boolean {
    const gain = this.#mixed.get(element);
    if (gain) setGain(gain, volume);
    return gain !== undefined;
  }

  /** Lets go of everything. */
  close(): void {
    this.unmix();
    this.setInput(undefined);
    this.#inputGain.disconnect();
    this.track.stop();
  }
}

/** Moves a gain without a click. */
function setGain(node: GainNode, volume: number): void {
  node.gain.setTargetAtTime(volume, node.context.currentTime, 0.01);
}
