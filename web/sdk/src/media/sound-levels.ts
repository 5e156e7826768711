/** How loud the streams of this page are. */

import type { SoundLevel } from "../engine/types";
import type { Emit } from "./emit";
import { soundLevelOf } from "./level";
import type { LocalStream } from "./local-stream";
import { ReceiverMeter } from "./receiver-meter";
import type { RemoteStream } from "./remote-stream";
import { SenderMeter } from "./sender-meter";
import { TrackMeter } from "./track-meter";

/** A stream whose loudness is reported. */
export type LevelSource =
  /** Published; the sender's figures stand in while the browser holds back WebAudio. */
  | { type: "push"; streamID: string; stream: LocalStream; sender?: RTCRtpSender | undefined }
  /** Played. */
  | { type: "pull"; streamID: string; stream: RemoteStream };

/** What sound levels are taken of. */
export interface LevelSources {
  /** Published and played streams. */
  streams(): LevelSource[];
  /** Local streams that exist. */
  captures(): LocalStream[];
}

/** How often meters are read; between two reports they average. */
const SAMPLE_MS = 50;

/** The bounds of the interval. */
const [MIN_INTERVAL_MS, MAX_INTERVAL_MS] = [100, 3000];

/**
 * Reports `soundLevelUpdate`, of published and played streams, and `capturedSoundLevelUpdate`, of
 * the loudest local stream, published or not.
 */
export class SoundLevels {
  readonly #sources: LevelSources;
  readonly #emit: Emit;
  readonly #tracks = new Map<MediaStreamTrack, TrackMeter>();
  readonly #receivers = new Map<RTCRtpReceiver, ReceiverMeter>();
  readonly #senders = new Map<RTCRtpSender, SenderMeter>();
  #timers: ReturnType<typeof setInterval>[] = [];

  constructor(sources: LevelSources, emit: Emit) {
    this.#sources = sources;
    this.#emit = emit;
  }

  /**
   * `setSoundLevelDelegate`; the interval is kept within 100–3000 ms. Levels go on in the
   * background as fast as the browser lets timers run there, whatever `enableInBackground` says.
   */
  setDelegate(
    enable: boolean,
    intervalMs = 1000,
    _options: { enableInBackground?: boolean } = {},
  ): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
    if (!enable) {
      this.#keep(new Set(), new Set(), new Set());
      return;
    }
    const wanted = Number.isFinite(intervalMs) ? intervalMs : 1000;
    const interval = Math.min(Math.max(wanted, MIN_INTERVAL_MS), MAX_INTERVAL_MS);
    this.#sample();
    this.#timers = [
      setInterval(() => this.#sample(), SAMPLE_MS),
      setInterval(() => this.#report(), interval),
    ];
  }

  /** Opens meters for what there is, closes the others, and reads them. */
  #sample(): void {
    const tracks = new Set<MediaStreamTrack>();
    const receivers = new Set<RTCRtpReceiver>();
    const senders = new Set<RTCRtpSender>();
    for (const { captureTrack } of this.#sources.captures())
      if (captureTrack) tracks.add(captureTrack);
    for (const source of this.#sources.streams()) {
      if (source.type === "pull") receivers.add(source.stream.receiver);
      else if (source.stream.sendTrack) tracks.add(source.stream.sendTrack);
      if (source.type === "push" && source.sender) senders.add(source.sender);
    }
    for (const track of tracks) if (track.readyState === "ended") tracks.delete(track);
    this.#keep(tracks, receivers, senders);
    for (const track of tracks) meterOf(this.#tracks, track, () => new TrackMeter(track)).sample();
    for (const receiver of receivers) {
      meterOf(this.#receivers, receiver, () => new ReceiverMeter(receiver)).sample();
    }
    const silentContext = [...this.#tracks.values()].some((meter) => !meter.running);
    for (const sender of silentContext ? senders : []) {
      meterOf(this.#senders, sender, () => new SenderMeter(sender)).sample();
    }
  }

  #keep(
    tracks: Set<MediaStreamTrack>,
    receivers: Set<RTCRtpReceiver>,
    senders: Set<RTCRtpSender>,
  ): void {
    for (const [track, meter] of this.#tracks) {
      if (tracks.has(track)) continue;
      meter.close();
      this.#tracks.delete(track);
    }
    for (const receiver of this.#receivers.keys()) {
      if (!receivers.has(receiver)) this.#receivers.delete(receiver);
    }
    for (const sender of this.#senders.keys()) {
      if (!senders.has(sender)) this.#senders.delete(sender);
    }
  }

  #report(): void {
    this.#sample();
    // A track that is captured and published at once has one meter, read once.
    const heard = new Map([...this.#tracks].map(([track, meter]) => [track, meter.take()]));
    const levels = this.#sources.streams().map((source): SoundLevel => {
      const { streamID, type } = source;
      return { streamID, soundLevel: soundLevelOf(this.#loudness(source, heard)), type };
    });
    if (levels.length > 0) this.#emit("soundLevelUpdate", levels);
    const captures = this.#sources.captures().filter(({ captureTrack }) => captureTrack);
    if (captures.length === 0) return;
    const loudest = captures.map((local) =>
      local.captureMuted ? 0 : (heard.get(local.captureTrack as MediaStreamTrack) ?? 0),
    );
    this.#emit("capturedSoundLevelUpdate", soundLevelOf(Math.max(...loudest)));
  }

  #loudness(source: LevelSource, heard: Map<MediaStreamTrack, number>): number {
    if (source.type === "pull") {
      const meter = this.#receivers.get(source.stream.receiver);
      const loudness = meter?.take() ?? 0;
      return source.stream.muted ? 0 : loudness;
    }
    const track = source.stream.sendTrack;
    if (!track?.enabled) return 0;
    if (this.#tracks.get(track)?.running) return heard.get(track) ?? 0;
    return (source.sender && this.#senders.get(source.sender)?.take()) ?? 0;
  }
}

function meterOf<Key, Meter>(meters: Map<Key, Meter>, key: Key, make: () => Meter): Meter {
  let meter = meters.get(key);
  if (!meter) {
    meter = make();
    meters.set(key, meter);
  }
  return meter;
}
