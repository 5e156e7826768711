/** The loudness of a local track. */

import { sharedAudioContext } from "./audio-context";
import { Meter } from "./level";

/** As long as the time between two readings at most, at 48 kHz: 85 ms. */
const WINDOW = 4096;

/**
 * Measures a clone of a track, so that muting the track for others does not hide from the page
 * that its user speaks.
 */
export class TrackMeter {
  readonly #clone: MediaStreamTrack;
  readonly #source: MediaStreamAudioSourceNode;
  readonly #analyser: AnalyserNode;
  readonly #samples = new Float32Array(WINDOW);
  readonly #meter = new Meter();
  #readAt = 0;
  #newest = 0;

  constructor(track: MediaStreamTrack) {
    const context = sharedAudioContext();
    this.#clone = track.clone();
    this.#clone.enabled = true;
    this.#source = context.createMediaStreamSource(new MediaStream([this.#clone]));
    this.#analyser = new AnalyserNode(context, { fftSize: WINDOW });
    this.#source.connect(this.#analyser);
    this.#readAt = context.currentTime;
  }

  /** Whether the browser lets it measure. */
  get running(): boolean {
    return this.#analyser.context.state === "running";
  }

  /** Takes in what was heard since the last call, up to one window. */
  sample(): void {
    const { currentTime, sampleRate } = this.#analyser.context;
    const fresh = Math.min(Math.round((currentTime - this.#readAt) * sampleRate), WINDOW);
    this.#readAt = currentTime;
    if (fresh <= 0) return;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    this.#meter.pushSamples(this.#samples.subarray(WINDOW - fresh));
  }

  /**
   * The mean square since the last call. A busy browser renders audio in large pieces: until the
   * next one comes, the former reading holds.
   */
  take(): number {
    if (!this.running) return 0;
    if (!this.#meter.empty) this.#newest = this.#meter.take();
    return this.#newest;
  }

  /** Lets go of the track. */
  close(): void {
    this.#source.disconnect();
    this.#clone.stop();
  }
}
