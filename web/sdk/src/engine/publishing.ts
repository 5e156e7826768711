/** Published streams. */

import type { LevelSource, LocalStream, LocalStreams, QualitySource } from "../media";
import { PUBLISH_CHANNELS, type PublishChannel, RemoteDeviceState } from "../protocol/generated";
import type { Event } from "../session";
import type { Client } from "./client";
import { WebCode, webCode, wireError } from "./codes";
import { Endings } from "./endings";
import { ExpressError } from "./errors";
import { checkRoomId, checkStreamId, checkText } from "./ids";
import type { Log } from "./log";
import { json } from "./room-events";
import { sendTrack, setBitrate, setPictures } from "./sending";
import type { CallResult, PublishableStream, PublisherState, PublishOptions } from "./types";

type State = PublisherState["state"];
const STATES: readonly State[] = ["NO_PUBLISH", "PUBLISH_REQUESTING", "PUBLISHING"];
const CHANNEL_BUSY = 1003023;
const NOT_THAT_ROOM = 1002002;

interface Publication {
  streamId: string;
  channel: PublishChannel;
  local: LocalStream;
  state: State;
  sender?: RTCRtpSender;
  /** The sender of its pictures. */
  videoSender?: RTCRtpSender;
  /** It had pictures, so that it keeps their slot: they may come again. */
  hadPictures: boolean;
  videoCodec?: string | undefined;
}

type StateEvent = Extract<Event, { kind: "publisherStateUpdate" }>;

/** A Web publisher knows stream IDs only; each takes one of the session's channels. */
export class Publishing {
  readonly #client: Client;
  readonly #streams: LocalStreams;
  readonly #log: Log;
  readonly #publications = new Map<PublishChannel, Publication>();
  readonly #endings = new Endings<PublishChannel>();

  constructor(client: Client, streams: LocalStreams, log: Log) {
    this.#client = client;
    this.#streams = streams;
    this.#log = log;
  }

  start(streamID: string, stream: PublishableStream, options?: PublishOptions): boolean {
    try {
      this.#start(streamID, stream, options);
      return true;
    } catch (cause) {
      if (!(cause instanceof ExpressError)) throw cause;
      this.#log.error("startPublishingStream:", cause.msg);
      const state = this.#find(streamID)?.state ?? "NO_PUBLISH";
      this.#tell(String(streamID), state, cause.code, cause.extendedData);
      return false;
    }
  }

  stop(streamID: string): boolean {
    const publication = this.#find(streamID);
    if (!publication) return false;
    const { channel } = publication;
    this.#release(publication);
    this.#endings.add(channel);
    this.#client.order({ kind: "stopPublishing", channel });
    return true;
  }

  async update(stream: PublishableStream): Promise<CallResult> {
    const local = this.#streams.of(stream);
    const publications = this.#of(local);
    if (publications.length === 0) throw notPublishing("this stream is not published");
    this.#trackChanged(local);
    return { errorCode: 0 };
  }

  async setExtraInfo(streamID: string, extraInfo: string): Promise<CallResult> {
    const streamId = checkStreamId(streamID);
    const publication = this.#find(streamId);
    if (!publication) throw notPublishing(`stream ${JSON.stringify(streamId)} is not published`);
    await this.#client.call({
      kind: "setStreamExtraInfo",
      channel: publication.channel,
      extraInfo: checkText(extraInfo, "the extraInfo"),
    });
    return { errorCode: 0 };
  }

  /** Mutes of streams or microphones changed. */
  mutesChanged(): void {
    for (const publication of this.#publications.values()) this.#tellStates(publication);
  }

  startSending(channel: number, sender: RTCRtpSender, settled: Promise<void>): void {
    const publication = this.#publications.get(channel as PublishChannel);
    if (!publication || this.#endings.has(publication.channel)) return;
    if (publication.sender && publication.sender !== sender) sendTrack(publication.sender, null);
    publication.sender = sender;
    const { local } = publication;
    sendTrack(sender, local.sendTrack);
    void settled.then(() => setBitrate(sender, local.audioBitrate));
  }

  stopSending(channel: number): void {
    const publication = this.#publications.get(channel as PublishChannel);
    if (!publication?.sender || this.#endings.has(publication.channel)) return;
    sendTrack(publication.sender, null);
    delete publication.sender;
  }

  startSendingVideo(channel: number, sender: RTCRtpSender, settled: Promise<void>): void {
    const publication = this.#publications.get(channel as PublishChannel);
    if (!publication || this.#endings.has(publication.channel)) return;
    publication.videoSender = sender;
    sendTrack(sender, publication.local.pictures.track);
    void settled.then(() => this.#setPictures(publication));
  }

  stopSendingVideo(channel: number): void {
    const publication = this.#publications.get(channel as PublishChannel);
    if (!publication?.videoSender || this.#endings.has(publication.channel)) return;
    sendTrack(publication.videoSender, null);
    delete publication.videoSender;
  }

  stateChanged({ channel, streamId, state: wireState, code, extendedData }: StateEvent): void {
    const state = STATES[wireState] ?? "NO_PUBLISH";
    this.#tell(streamId, state, webCode(code), json(extendedData));
    const former = this.#endings.has(channel);
    if (state === "NO_PUBLISH" && this.#endings.take(channel)) return;
    const publication = this.#publications.get(channel);
    if (former || !publication) return;
    publication.state = state;
    if (state === "NO_PUBLISH") this.#release(publication);
  }

  /** The stream of this name, or the stream itself. */
  local(stream: string | PublishableStream): LocalStream {
    if (typeof stream !== "string") return this.#streams.of(stream);
    const publication = this.#find(stream);
    if (!publication) throw notPublishing(`stream ${JSON.stringify(stream)} is not published`);
    return publication.local;
  }

  qualitySources(): QualitySource[] {
    return [...this.#live()].map(({ streamId, local, sender, videoSender }) => ({
      type: "push",
      streamID: streamId,
      slot: sender,
      muted: local.muted,
      video: videoSender && { slot: videoSender, muted: local.pictures.muted },
    }));
  }

  levelSources(): LevelSource[] {
    return [...this.#publications.values()].map(({ streamId, local, sender }) => ({
      type: "push",
      streamID: streamId,
      stream: local,
      sender,
    }));
  }

  /** Whether anything is published. */
  get busy(): boolean {
    return this.#publications.size > 0;
  }

  #start(streamID: string, stream: PublishableStream, options: PublishOptions = {}): void {
    const streamId = checkStreamId(streamID);
    const missing = this.#client.roomMissing();
    if (missing) throw missing;
    const { roomID } = options ?? {};
    if (roomID && checkRoomId(roomID) !== this.#client.roomId) {
      throw wireError(NOT_THAT_ROOM, `the engine is not in room ${JSON.stringify(roomID)}`);
    }
    if (this.#find(streamId)) {
      throw new ExpressError({
        code: WebCode.PublishTwice,
        name: "already_publishing",
        message: `stream ${JSON.stringify(streamId)} is being published already`,
        hint: "Stop it first, or use another streamID",
      });
    }
    const local = this.#streams.of(stream);
    const extraInfo = checkText(options?.extraInfo ?? "", "the extraInfo");
    const channel = this.#freeChannel();
    const publication: Publication = {
      streamId,
      channel,
      local,
      state: "PUBLISH_REQUESTING",
      hadPictures: Boolean(local.pictures.track),
      videoCodec: options?.videoCodec,
    };
    this.#publications.set(channel, publication);
    local.onSendTrackChanged = () => this.#trackChanged(local);
    this.#client.order({
      kind: "startPublishing",
      channel,
      streamId,
      extraInfo,
      micState: micState(local),
      cameraState: cameraState(publication),
    });
  }

  #freeChannel(): PublishChannel {
    for (let channel = 0; channel < PUBLISH_CHANNELS; channel++) {
      if (!this.#publications.has(channel as PublishChannel)) return channel as PublishChannel;
    }
    throw wireError(CHANNEL_BUSY, `${PUBLISH_CHANNELS} streams are being published already`);
  }

  #trackChanged(local: LocalStream): void {
    for (const publication of this.#of(local)) {
      const { sender, videoSender } = publication;
      publication.hadPictures ||= Boolean(local.pictures.track);
      if (sender) sendTrack(sender, local.sendTrack);
      if (videoSender) {
        sendTrack(videoSender, local.pictures.track);
        void this.#setPictures(publication);
      }
      this.#tellStates(publication);
    }
  }

  #tellStates(publication: Publication): void {
    const { channel, local, hadPictures } = publication;
    this.#client.order({ kind: "setMicState", channel, state: micState(local) });
    if (!hadPictures) return;
    this.#client.order({ kind: "setCameraState", channel, state: cameraState(publication) });
  }

  async #setPictures({ local, videoSender, videoCodec }: Publication): Promise<void> {
    if (!videoSender) return;
    const { bitrate, frameRate } = local.pictures.shape;
    const sent = await setPictures(videoSender, { bitrate, frameRate, codec: videoCodec });
    if (sent) return;
    this.#log.warn(`startPublishingStream: pictures cannot be sent as ${videoCodec} here`);
  }

  /** Sends no more of it; the session gets to know from whoever calls. */
  #release({ channel, local, sender, videoSender }: Publication): void {
    if (sender) sendTrack(sender, null);
    if (videoSender) sendTrack(videoSender, null);
    this.#publications.delete(channel);
    if (this.#of(local).length === 0) local.onSendTrackChanged = undefined;
  }

  #tell(streamID: string, state: State, errorCode: number, extendedData: string): void {
    this.#client.outbox.emit("publisherStateUpdate", { streamID, state, errorCode, extendedData });
  }

  #find(streamId: string): Publication | undefined {
    return [...this.#publications.values()].find((one) => one.streamId === streamId);
  }

  #of(local: LocalStream): Publication[] {
    return [...this.#publications.values()].filter((one) => one.local === local);
  }

  *#live(): Iterable<Publication & { sender: RTCRtpSender }> {
    for (const publication of this.#publications.values()) {
      const { sender, state } = publication;
      if (sender && state === "PUBLISHING") yield { ...publication, sender };
    }
  }
}

/** What players of the stream are told of its microphone. */
function micState(local: LocalStream): RemoteDeviceState {
  if (!local.sendTrack) return RemoteDeviceState.Disable;
  return local.muted ? RemoteDeviceState.Mute : RemoteDeviceState.Open;
}

/** What players of the stream are told of its camera. */
function cameraState({ local, hadPictures }: Publication): RemoteDeviceState {
  if (!hadPictures) return RemoteDeviceState.Disable;
  return local.pictures.muted ? RemoteDeviceState.Mute : RemoteDeviceState.Open;
}

function notPublishing(message: string): ExpressError {
  return new ExpressError({
    code: WebCode.NotPublishing,
    name: "not_publishing",
    message,
    hint: "Call startPublishingStream first",
  });
}
