/** The public class. Each member hands on to the part that does the work. */
import { isTrackActive, type LocalStream, StreamView, useOutputDevice } from "../media";
import { ExpressError } from "./errors";
import { Log } from "./log";
import { addOutsideMembers, moduleMissing } from "./outside";
import { Parts } from "./parts";
import { checkSystem } from "./system-check";
import type {
  AudioFrameCallback,
  AudioFrameOptions,
  AudioProcessing,
  CallResult,
  CreateStreamOptions,
  DeviceInfo,
  DeviceList,
  EngineConfig,
  EngineEvents,
  EngineOptions,
  LogConfig,
  NetworkTimeInfo,
  PlayOptions,
  PlayQuality,
  PublishableStream,
  PublishOptions,
  PublishQuality,
  RoomConfig,
  SwitchRoomConfig,
  SystemRequirements,
  SystemRequirementType,
  TransparentMessage,
  User,
  VideoConfig,
  ZegoLocalStream,
  ZegoStreamOptions,
  ZegoStreamView,
} from "./types";
import { VERSION } from "./version";

const SCENARIOS: readonly number[] = [3, 4, 5, 6, 7, 8, 9, 100];

/**
 * A call through a Cooee server.
 *
 * Members, argument orders, results and events are those of the Express Web SDK. Calls that need
 * mixing at the server or a CDN fail with 1101003.
 */
export class ExpressEngine {
  /** The version of the API. */
  static readonly version: string = VERSION;

  /** Adds a feature module; this SDK has no further ones, so it answers `false`. */
  static use(module: unknown): boolean {
    return refused("use", module);
  }

  /** Settings of all engines; kept, without effect. Answers whether it is an object. */
  static setEngineOptions(options: Record<string, unknown>): boolean {
    return typeof options === "object" && options !== null;
  }

  /** Regions of servers; there is one server, so it answers `true` and changes nothing. */
  static setGeoFence(type: number, areaList: number[]): boolean {
    return typeof type === "number" && Array.isArray(areaList);
  }

  /** The log settings of engines that are made later. */
  static presetLogConfig(config: LogConfig): boolean {
    return Log.preset(config);
  }

  /** Proxies of another service; answers `false`. */
  static setCloudProxyConfig(...args: unknown[]): boolean {
    return refused("setCloudProxyConfig", args);
  }

  /** Proxies of another service; answers `false`. */
  static setLocalProxyConfig(...args: unknown[]): boolean {
    return refused("setLocalProxyConfig", args);
  }

  readonly #parts: Parts;

  /**
   * @param appID The project's number.
   * @param server The WebSocket or HTTP address of a Cooee server. Anything else (empty, or the
   *   address of another service) means the server that this script came from.
   */
  constructor(
    appID: number,
    server: string | string[] | null | undefined,
    _options?: EngineOptions,
  ) {
    this.#parts = new Parts(appID, server);
  }

  /** The version of the API. */
  getVersion(): string {
    return VERSION;
  }

  /** What this browser can do; with a type, the answer stands in `result` too. */
  checkSystemRequirements(
    type?: SystemRequirementType,
    _level?: number,
  ): Promise<SystemRequirements> {
    return checkSystem(type);
  }

  /** Adds a handler. Handlers of an event are called in the order in which they were added. */
  on<E extends keyof EngineEvents>(event: E, handler: EngineEvents[E]): boolean {
    return this.#parts.outbox.on(event, handler);
  }

  /** Removes a handler, or all of an event. */
  off<E extends keyof EngineEvents>(event: E, handler?: EngineEvents[E]): boolean {
    return this.#parts.outbox.off(event, handler);
  }

  /** What is logged. */
  setLogConfig(config: LogConfig): boolean {
    return this.#parts.log.configure(config);
  }

  /** Whether everything is logged. */
  setDebugVerbose(enable: boolean): void {
    this.#parts.log.setVerbose(enable);
  }

  /** Settings for the next login. */
  setEngineConfig(config: EngineConfig): void {
    this.#parts.client.configure(config);
  }

  /** Sets the scenario, outside any room. All of them are voice calls to this SDK. */
  setRoomScenario(scenario: number): boolean {
    const { client, log } = this.#parts;
    const possible = SCENARIOS.includes(scenario) && client.presence === "out";
    if (!possible)
      log.error(`setRoomScenario(${scenario}): a scenario is ${SCENARIOS}, set outside rooms`);
    return possible;
  }

  /** Several rooms at once: not part of this SDK; `true` answers `false`. */
  enableMultiRoom(enable: boolean): boolean {
    return enable ? this.#refused("enableMultiRoom") : true;
  }

  /** The server's clock. */
  getNetworkTimeInfo(): NetworkTimeInfo {
    return this.#parts.client.clock.read(performance.now());
  }

  /** Logs stay in the page; resolves at once. */
  uploadLog(): Promise<CallResult> {
    return Promise.resolve({ errorCode: 0, extendedData: "" });
  }

  /** Leaves the room and lets go of everything. */
  destroyEngine(): void {
    this.#parts.destroy();
  }

  // Rooms.

  /** Enters a room. Resolves with `true`, or rejects with an `ExpressError`. */
  loginRoom(roomID: string, token: string, user: User, config?: RoomConfig): Promise<boolean> {
    return this.#parts.rooms.login(roomID, token, user, config);
  }

  /** Leaves the room, and ends its publishes and plays. */
  logoutRoom(roomID?: string): void {
    this.#parts.rooms.logout(roomID);
  }

  /** Leaves a room for another one. */
  switchRoom(fromRoomID: string, toRoomID: string, config?: SwitchRoomConfig): Promise<boolean> {
    return this.#parts.rooms.switch(fromRoomID, toRoomID, config);
  }

  /** Replaces the token. Answers whether it looks like one. */
  renewToken(token: string, roomID?: string): boolean {
    return this.#parts.rooms.renewToken(token, roomID);
  }

  /** Sets the room's one extra info. */
  setRoomExtraInfo(roomID: string, key: string, value: string): Promise<CallResult> {
    return this.#parts.rooms.setExtraInfo(roomID, key, value);
  }

  /** Sends a text to everyone else in the room, in one order. */
  sendBroadcastMessage(
    roomID: string,
    message: string,
  ): Promise<CallResult & { messageID: number }> {
    return this.#parts.rooms.broadcast(roomID, message);
  }

  /** Sends a text to everyone else in the room; it may be dropped under load. */
  sendBarrageMessage(roomID: string, message: string): Promise<CallResult & { messageID: string }> {
    return this.#parts.rooms.barrage(roomID, message);
  }

  /** Sends a text to these users, or with an empty list to everyone else in the room. */
  sendCustomCommand(roomID: string, command: string, userIDs: string[]): Promise<CallResult> {
    return this.#parts.rooms.command(roomID, command, userIDs);
  }

  /** Not part of this SDK: rejects with 1101003. */
  sendTransparentMessage(roomID: string, message: TransparentMessage): Promise<CallResult> {
    return absent("sendTransparentMessage", roomID, message);
  }

  // Local streams.

  /** Makes a stream of microphone, a media element or another stream. */
  createZegoStream(options?: ZegoStreamOptions): Promise<ZegoLocalStream> {
    return this.#parts.streams.create(options);
  }

  /** The older form of `createZegoStream`. */
  createStream(options?: CreateStreamOptions): Promise<MediaStream> {
    return this.#parts.streams.createRaw(options);
  }

  /** Lets go of a stream's devices. Harmless with played streams. */
  destroyStream(stream: PublishableStream): void {
    this.#parts.destroyStream(stream);
  }

  /** Switches echo cancellation, noise suppression and automatic gain. */
  setAudioConfig(stream: PublishableStream, config: AudioProcessing): Promise<CallResult> {
    return this.#onStream(stream, (local) => local.sound.configure(config));
  }

  /** The loudness of the microphone, from 0 to 100. */
  setCaptureVolume(stream: PublishableStream, volume: number): Promise<CallResult> {
    return this.#onStream(stream, (local) => local.sound.setCaptureVolume(volume));
  }

  /** Captures from another microphone; where that fails the former one goes on. */
  useAudioDevice(stream: PublishableStream, deviceID: string): Promise<CallResult> {
    return this.#onStream(stream, (local) => local.sound.useDevice(deviceID));
  }

  /** Captures from another camera; where that fails the former one goes on. */
  useVideoDevice(stream: PublishableStream, deviceID: string): Promise<CallResult> {
    return this.#onStream(stream, (local) => local.pictures.useDevice(deviceID));
  }

  /** Closes the camera of a stream, or opens it again; what is published goes on without it. */
  enableVideoCaptureDevice(stream: PublishableStream, enable: boolean): Promise<CallResult> {
    return this.#onStream(stream, (local) => local.pictures.enable(enable));
  }

  /** Changes size, frame rate and bitrate of a stream's pictures. */
  setVideoConfig(stream: PublishableStream, config: VideoConfig): Promise<CallResult> {
    return this.#onStream(stream, (local) => local.pictures.configure(config));
  }

  /** Shows black pictures to all players of a stream; the camera stays open. */
  mutePublishStreamVideo(stream: PublishableStream, mute = true): boolean {
    return this.#answer("mutePublishStreamVideo", () => {
      this.#parts.streams.of(stream).pictures.mute(mute);
      this.#parts.publishing.mutesChanged();
      return true;
    });
  }

  /** Puts another track in the place of the stream's. */
  replaceTrack(stream: PublishableStream, track: MediaStreamTrack): Promise<CallResult> {
    return this.#onStream(stream, (local) => local.replaceTrack(track));
  }

  /** Adds a track where the stream has none. */
  addTrack(stream: PublishableStream, track: MediaStreamTrack): Promise<CallResult> {
    return this.#onStream(stream, (local) => local.addTrack(track));
  }

  /** Takes the stream's track away. */
  removeTrack(stream: PublishableStream, track: MediaStreamTrack): Promise<CallResult> {
    return this.#onStream(stream, (local) => local.removeTrack(track));
  }

  /** Replaces the microphones of all streams by silence. */
  muteMicrophone(mute: boolean): boolean {
    this.#parts.streams.muteMicrophone(mute);
    this.#parts.publishing.mutesChanged();
    return true;
  }

  /** Whether microphones are muted. */
  isMicrophoneMuted(): boolean {
    return this.#parts.streams.microphoneMuted;
  }

  /** Replaces all of a stream's sound by silence. */
  mutePublishStreamAudio(stream: PublishableStream, mute = true): boolean {
    return this.#answer("mutePublishStreamAudio", () => {
      this.#parts.streams.of(stream).sound.mutePublish(mute);
      this.#parts.publishing.mutesChanged();
      return true;
    });
  }

  /** Mixes media elements into a stream, named by itself or by its published streamID. */
  startMixingAudio(stream: string | PublishableStream, media: HTMLMediaElement[]): boolean {
    return this.#answer("startMixingAudio", () =>
      this.#parts.publishing.local(stream).sound.startMixing(media),
    );
  }

  /** Mixes these elements, or all of them, no more. */
  stopMixingAudio(stream: string | PublishableStream, media?: HTMLMediaElement[]): boolean {
    return this.#answer("stopMixingAudio", () =>
      this.#parts.publishing.local(stream).sound.stopMixing(media),
    );
  }

  /** The loudness of mixed elements, from 0 to 100. */
  setMixingAudioVolume(
    stream: string | PublishableStream,
    volume: number,
    media: HTMLMediaElement | HTMLMediaElement[],
  ): boolean {
    return this.#answer("setMixingAudioVolume", () =>
      this.#parts.publishing.local(stream).sound.setMixingVolume([media].flat(), volume),
    );
  }

  /** Not part of this SDK: throws 1101003. */
  createAudioEffectPlayer(stream: PublishableStream): never {
    throw moduleMissing(`createAudioEffectPlayer(${typeof stream})`);
  }

  /** Not part of this SDK: rejects with 1101003. */
  loadAudioEffect(audioEffectID: number | string, path: string): Promise<never> {
    return absent("loadAudioEffect", audioEffectID, path);
  }

  /** Whether the stream's audio track gives sound. */
  async checkAudioTrackIsActive(stream: PublishableStream): Promise<boolean> {
    return isTrackActive(this.#parts.streams.of(stream).sendTrack);
  }

  /** A view on a local stream. */
  createLocalStreamView(stream: MediaStream | ZegoLocalStream): ZegoStreamView {
    const local = stream instanceof MediaStream ? stream : this.#parts.streams.of(stream).stream;
    return new StreamView(local as MediaStream, true);
  }

  /** A view on a played stream. */
  createRemoteStreamView(stream: MediaStream): ZegoStreamView {
    return new StreamView(stream, false);
  }

  // Publishing.

  /** Publishes a stream. `true` means asked for; `publisherStateUpdate` tells what became of it. */
  startPublishingStream(
    streamID: string,
    stream: PublishableStream,
    options?: PublishOptions,
  ): boolean {
    return this.#parts.publishing.start(streamID, stream, options);
  }

  /** Ends a publish. */
  stopPublishingStream(streamID: string): boolean {
    return this.#parts.publishing.stop(streamID);
  }

  /** Publishes what the stream holds by now: 0 video, 1 audio, 2 both. */
  updatePublishingStream(stream: PublishableStream, type?: 0 | 1 | 2): Promise<CallResult> {
    void type;
    return this.#parts.publishing.update(stream);
  }

  /** Sets the text that others see with a stream. */
  setStreamExtraInfo(streamID: string, extraInfo: string): Promise<CallResult> {
    return this.#parts.publishing.setExtraInfo(streamID, extraInfo);
  }

  /** The newest figures of a published stream; `null` in its first 3 s, or if there is none. */
  getPublishingStreamQuality(streamID: string): PublishQuality | null {
    return this.#parts.quality.publishing(streamID);
  }

  // Playing.

  /**
   * Plays a stream. Resolves with what a media element takes. A stream that does not exist is
   * waited for, up to `av_retry_time`.
   */
  startPlayingStream(streamID: string, options?: PlayOptions): Promise<MediaStream> {
    return this.#parts.playing.start(streamID, options);
  }

  /** Ends a play; its tracks end too. */
  stopPlayingStream(streamID: string): void {
    this.#parts.playing.stop(streamID);
  }

  /** Whether a played stream is silent. */
  mutePlayStreamAudio(streamID: string, mute: boolean): Promise<boolean> {
    return Promise.resolve(this.#parts.playing.mute(streamID, mute));
  }

  /** Whether a played stream's pictures stay away; they cost nothing meanwhile. */
  mutePlayStreamVideo(streamID: string, mute: boolean): Promise<boolean> {
    return Promise.resolve(this.#parts.playing.muteVideo(streamID, mute));
  }

  /** Whether all played streams are silent, those of later plays too. */
  muteAllPlayAudioStreams(mute: boolean): Promise<boolean> {
    return Promise.resolve(this.#parts.playing.muteAll(mute));
  }

  /** The newest figures of a played stream; `null` in its first 3 s, or if there is none. */
  getPlayingStreamQuality(streamID: string): PlayQuality | null {
    return this.#parts.quality.playing(streamID);
  }

  /** Hands a played stream's raw audio to a callback; `null` ends it. */
  async setAudioFrameCallback(
    streamID: string,
    callback: AudioFrameCallback | null,
    options?: AudioFrameOptions,
  ): Promise<CallResult> {
    const remote = this.#parts.playing.remote(streamID);
    const track = () => (remote.ended ? null : remote.track);
    await this.#parts.taps.set(streamID, track, callback, options);
    return { errorCode: 0 };
  }

  /** Hands a local stream's raw audio to a callback; `null` ends it. */
  async setCaptureAudioFrameCallback(
    stream: PublishableStream,
    callback: AudioFrameCallback | null,
    options?: AudioFrameOptions,
  ): Promise<CallResult> {
    const local = this.#parts.streams.of(stream);
    await this.#parts.taps.set(local, () => local.captureTrack, callback, options);
    return { errorCode: 0 };
  }

  // Devices.

  /** All devices. */
  enumDevices(): Promise<DeviceList> {
    return this.#parts.devices.enumerate();
  }

  /** The microphones. */
  getMicrophones(): Promise<DeviceInfo[]> {
    return this.#parts.devices.microphones();
  }

  /** The speakers; browsers other than Chromium may list none. */
  getSpeakers(): Promise<DeviceInfo[]> {
    return this.#parts.devices.speakers();
  }

  /** The cameras. */
  getCameras(): Promise<DeviceInfo[]> {
    return this.#parts.devices.cameras();
  }

  /** Plays a media element on this speaker. */
  useAudioOutputDevice(media: HTMLMediaElement, deviceID: string): Promise<boolean> {
    return useOutputDevice(media, deviceID);
  }

  /** Starts or ends `soundLevelUpdate` and `capturedSoundLevelUpdate`. */
  setSoundLevelDelegate(
    enable: boolean,
    intervalMs?: number,
    options?: { enableInBackground?: boolean },
  ): void {
    this.#parts.levels.setDelegate(enable, intervalMs, options);
  }

  /** Whether another device is taken when one is unplugged. */
  enableAutoSwitchDevice(config: { microphone?: boolean; camera?: boolean }): void {
    this.#parts.devices.enableAutoSwitch(config);
  }

  /** A change of a local stream. */
  async #onStream(
    stream: PublishableStream,
    change: (local: LocalStream) => void | Promise<void>,
  ): Promise<CallResult> {
    await change(this.#parts.streams.of(stream));
    return { errorCode: 0 };
  }

  /** The answer of a call that tells failure by `false`. */
  #answer(call: string, perform: () => boolean): boolean {
    try {
      return perform();
    } catch (cause) {
      if (!(cause instanceof ExpressError)) throw cause;
      this.#parts.log.error(`${call}:`, cause.msg);
      return false;
    }
  }

  #refused(call: string): false {
    this.#parts.log.error(moduleMissing(call).msg);
    return false;
  }
}

addOutsideMembers(ExpressEngine.prototype);

/** The answer of a call outside this SDK. */
function absent(call: string, ..._args: unknown[]): Promise<never> {
  return Promise.reject(moduleMissing(call));
}

/** The answer of a static outside this SDK. */
function refused(call: string, ..._args: unknown[]): false {
  new Log().error(moduleMissing(call).msg);
  return false;
}
