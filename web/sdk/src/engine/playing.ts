/** Played streams. */
import { type LevelSource, type QualitySource, RemoteStream } from "../media";
import { ErrorCode, RemoteDeviceState } from "../protocol/generated";
import type { Event, ExtendedData } from "../session";
import type { Client } from "./client";
import { endedPlayCode, WebCode, webCode } from "./codes";
import { Endings } from "./endings";
import { ExpressError } from "./errors";
import { checkStreamId } from "./ids";
import type { Log } from "./log";
import { json } from "./room-events";
import type { PlayerState, PlayOptions } from "./types";

type State = PlayerState["state"];
const STATES: readonly State[] = ["NO_PLAY", "PLAY_REQUESTING", "PLAYING"];

/** How long a play waits for the slot of its pictures. */
const PICTURES_MS = 1000;

interface Play {
  streamId: string;
  options: PlayOptions;
  state: State;
  muted: boolean;
  /** The last trouble was that the stream does not exist. */
  missing: boolean;
  /** Its publisher captures nothing, so nothing comes. */
  off: boolean;
  remote?: RemoteStream;
  /** Where its pictures come. */
  videoReceiver?: RTCRtpReceiver;
  /** It has pictures, and the application wants them. */
  seesPictures: boolean;
  /** Its publisher's camera is open. */
  filmed: boolean;
  waiter?: Waiter;
}

interface Waiter {
  resolve(stream: MediaStream): void;
  reject(error: ExpressError): void;
}

type StateEvent = Extract<Event, { kind: "playerStateUpdate" }>;

/** Each play is one entry from its start to its end, however often its slot changes. */
export class Playing {
  readonly #client: Client;
  readonly #log: Log;
  readonly #plays = new Map<string, Play>();
  readonly #endings = new Endings<string>();
  #allMuted = false;

  constructor(client: Client, log: Log) {
    this.#client = client;
    this.#log = log;
  }

  start(streamID: string, options?: PlayOptions): Promise<MediaStream> {
    return new Promise((resolve, reject) => {
      try {
        this.#start(streamID, options ?? {}, { resolve, reject });
      } catch (cause) {
        if (cause instanceof ExpressError && cause.code !== WebCode.PlayTwice) {
          this.#tell(String(streamID), "NO_PLAY", cause.code, cause.extendedData);
        }
        this.#client.outbox.post(() => reject(cause));
      }
    });
  }

  stop(streamID: string): void {
    const play = this.#plays.get(streamID);
    if (!play) return;
    this.#end(play, {
      code: WebCode.NotPlaying,
      name: "play_stopped",
      message: `the play of stream ${JSON.stringify(streamID)} was stopped before it began`,
    });
    this.#endings.add(streamID);
    this.#client.order({ kind: "stopPlaying", streamId: streamID });
  }

  mute(streamID: string, mute: boolean): boolean {
    const play = this.#plays.get(streamID);
    if (!play) {
      this.#log.warn(`mutePlayStreamAudio: stream ${JSON.stringify(streamID)} is not played`);
      return false;
    }
    play.muted = mute;
    play.remote?.setMuted(mute);
    return true;
  }

  muteAll(mute: boolean): boolean {
    this.#allMuted = mute;
    for (const streamId of this.#plays.keys()) this.mute(streamId, mute);
    return true;
  }

  startReceiving(streamId: string, receiver: RTCRtpReceiver): void {
    const play = this.#plays.get(streamId);
    if (!play || this.#endings.has(streamId)) return;
    setJitterBufferTarget(receiver, play.options.jitterBufferTarget);
    if (play.remote) {
      const former = play.remote.track;
      const track = play.remote.moveTo(receiver);
      if (track !== former) this.#client.outbox.emit("playerAudioTrackUpdate", streamId, track);
    } else {
      play.remote = new RemoteStream(receiver);
      play.remote.setMuted(play.muted);
    }
    this.#show(play);
    this.#watch();
  }

  startReceivingVideo(streamId: string, receiver: RTCRtpReceiver): void {
    const play = this.#plays.get(streamId);
    if (!play || this.#endings.has(streamId)) return;
    play.videoReceiver = receiver;
    this.#show(play);
    if (play.state === "PLAYING") this.#resolve(play);
  }

  stopReceivingVideo(streamId: string): void {
    const play = this.#plays.get(streamId);
    if (!play || this.#endings.has(streamId)) return;
    delete play.videoReceiver;
    this.#show(play);
  }

  muteVideo(streamID: string, mute: boolean): boolean {
    const play = this.#plays.get(streamID);
    if (!play) {
      this.#log.warn(`mutePlayStreamVideo: stream ${JSON.stringify(streamID)} is not played`);
      return false;
    }
    this.#client.order({ kind: "setPlayVideo", streamId: streamID, video: !mute });
    return true;
  }

  cameraChanged(streamId: string, state: RemoteDeviceState): void {
    const play = this.#plays.get(streamId);
    if (play) {
      play.filmed = state === RemoteDeviceState.Open;
      play.seesPictures = state !== RemoteDeviceState.Disable && play.options.video !== false;
    }
    const status = state === RemoteDeviceState.Open ? "OPEN" : "MUTE";
    this.#client.outbox.emit("remoteCameraStatusUpdate", streamId, status);
  }

  /** The slot is another stream's; what the application holds is silent until there is a slot. */
  stopReceiving(): void {
    this.#watch();
  }

  stateChanged({ streamId, state: wireState, code: wireCode, extendedData }: StateEvent): void {
    const state = STATES[wireState] ?? "NO_PLAY";
    const former = this.#endings.has(streamId);
    const play = former ? undefined : this.#plays.get(streamId);
    const ended = state === "NO_PLAY";
    const code = ended ? endedPlayCode(wireCode, play?.missing ?? false) : webCode(wireCode);
    const facts = code === WebCode.StreamMissing ? missingFacts(streamId) : extendedData;
    this.#tell(streamId, state, code, json(facts));
    if (ended) this.#endings.take(streamId);
    if (!play) return;
    play.state = state;
    if (wireCode !== ErrorCode.OK) play.missing = wireCode === ErrorCode.STREAM_MISSING;
    if (state === "PLAYING") this.#resolve(play);
    if (ended) {
      const { message = "the play ended before it began", hint = "" } = facts;
      // A logout ends plays without an error, but there is none whose stream could be had.
      this.#end(play, { code: code || WebCode.NotPlaying, name: "play_ended", message, hint });
    }
    this.#watch();
  }

  micChanged(streamId: string, state: RemoteDeviceState): void {
    const play = this.#plays.get(streamId);
    if (play) play.off = state === RemoteDeviceState.Disable;
    this.#watch();
    const status = state === RemoteDeviceState.Open ? "OPEN" : "MUTE";
    this.#client.outbox.emit("remoteMicStatusUpdate", streamId, status);
  }

  /** The application's stream of a play. */
  remote(streamId: string): RemoteStream {
    const remote = this.#plays.get(streamId)?.remote;
    if (remote) return remote;
    throw new ExpressError({
      code: WebCode.NotPlaying,
      name: "not_playing",
      message: `stream ${JSON.stringify(streamId)} is not played`,
      hint: "Wait for startPlayingStream first",
    });
  }

  qualitySources(): QualitySource[] {
    return [...this.#live()].map(({ streamId, remote, filmed }) => ({
      type: "pull",
      streamID: streamId,
      slot: remote.receiver,
      muted: remote.muted,
      video: remote.videoReceiver && { slot: remote.videoReceiver, muted: !filmed },
    }));
  }

  levelSources(): LevelSource[] {
    return [...this.#live()].map(({ streamId, remote }) => ({
      type: "pull",
      streamID: streamId,
      stream: remote,
    }));
  }

  /** Whether anything is played. */
  get busy(): boolean {
    return this.#plays.size > 0;
  }

  #start(streamID: string, options: PlayOptions, waiter: Waiter): void {
    const streamId = checkStreamId(streamID);
    const missing = this.#client.roomMissing();
    if (missing) throw missing;
    if (this.#plays.has(streamId)) {
      throw new ExpressError({
        code: WebCode.PlayTwice,
        name: "already_playing",
        message: `stream ${JSON.stringify(streamId)} is being played already`,
        hint: "Use the stream of the first call, or stop it first",
      });
    }
    const muted = this.#allMuted || options.audio === false;
    const state = "PLAY_REQUESTING";
    this.#plays.set(streamId, {
      streamId,
      options,
      state,
      muted,
      missing: false,
      off: false,
      seesPictures: false,
      filmed: false,
      waiter,
    });
    this.#client.order({ kind: "startPlaying", streamId, video: options.video !== false });
  }

  #resolve(play: Play): void {
    const { waiter, remote } = play;
    if (!waiter || !remote) return;
    if (play.seesPictures && !play.videoReceiver) {
      // Their slot is a round trip away; the sound need not wait for it for long.
      setTimeout(() => {
        play.seesPictures = false;
        if (play.state === "PLAYING") this.#resolve(play);
      }, PICTURES_MS);
      return;
    }
    delete play.waiter;
    this.#client.outbox.post(() => waiter.resolve(remote.mediaStream));
  }

  #show(play: Play): void {
    const { remote, videoReceiver, streamId } = play;
    if (!remote || remote.videoReceiver === videoReceiver) return;
    remote.showFrom(videoReceiver);
    const track = remote.videoTrack;
    if (track) this.#client.outbox.emit("playerVideoTrackUpdate", streamId, track);
  }

  #end(play: Play, cause: ConstructorParameters<typeof ExpressError>[0]): void {
    this.#plays.delete(play.streamId);
    play.remote?.end();
    const { waiter } = play;
    if (waiter) this.#client.outbox.post(() => waiter.reject(new ExpressError(cause)));
  }

  /** Packets are expected of what plays. */
  #watch(): void {
    const expected = [...this.#live()].filter(({ off }) => !off);
    this.#client.expect(expected.map(({ remote }) => remote.receiver));
  }

  #tell(streamID: string, state: State, errorCode: number, extendedData: string): void {
    this.#client.outbox.emit("playerStateUpdate", { streamID, state, errorCode, extendedData });
  }

  *#live(): Iterable<Play & { remote: RemoteStream }> {
    for (const play of this.#plays.values()) {
      const { remote, state } = play;
      if (remote && state === "PLAYING") yield { ...play, remote };
    }
  }
}

/** What a play that never began says. */
function missingFacts(streamId: string): ExtendedData {
  return {
    message: `nobody published stream ${JSON.stringify(streamId)} in time`,
    hint: "Check the streamID, and that its publisher uses the same appID",
  };
}

/** The least delay against jitter, where the browser has the setting; slots are used again. */
function setJitterBufferTarget(receiver: RTCRtpReceiver, milliseconds: number | undefined): void {
  const settable = receiver as RTCRtpReceiver & { jitterBufferTarget?: number | null };
  if (!("jitterBufferTarget" in settable)) return;
  const sensible = typeof milliseconds === "number" && milliseconds >= 0;
  settable.jitterBufferTarget = sensible ? Math.min(milliseconds, 4000) : null;
}
