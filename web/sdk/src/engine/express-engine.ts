/** The public class. Each member hands on to the part that does the work. */
import { addOutsideMembers } from "./outside";
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
  ZegoLocalStream,
  ZegoStreamOptions,
  ZegoStreamView,
} from "./types";
import { VERSION } from "./version";

/**
 * A voice call through a Cooee server.
 *
 * Members, argument orders, results and events are those of the Express Web SDK. Calls that need
 * video, mixing at the server or a CDN fail with 1101003.
 */
export class ExpressEngine {
  /** The version of the API. */
  static readonly version: string = VERSION;

  /** Adds a feature module; this SDK has no further ones, so it answers `false`. */
  static use(module: unknown): boolean {
    return later(module);
  }

  /** Settings of all engines; kept, without effect. Answers whether it is an object. */
  static setEngineOptions(options: Record<string, unknown>): boolean {
    return later(options);
  }

  /** Regions of servers; there is one server, so it answers `true` and changes nothing. */
  static setGeoFence(type: number, areaList: number[]): boolean {
    return later(type, areaList);
  }

  /** The log settings of engines that are made later. */
  static presetLogConfig(config: LogConfig): boolean {
    return later(config);
  }

  /** Proxies of another service; answers `false`. */
  static setCloudProxyConfig(...args: unknown[]): boolean {
    return later(args);
  }

  /** Proxies of another service; answers `false`. */
  static setLocalProxyConfig(...args: unknown[]): boolean {
    return later(args);
  }

  /**
   * @param appID The project's number.
   * @param server The WebSocket or HTTP address of a Cooee server. Anything else (empty, or the
   *   address of another service) means the server that this script came from.
   */
  constructor(
    appID: number,
    server: string | string[] | null | undefined,
    options?: EngineOptions,
  ) {
    later(appID, server, options);
  }

  /** The version of the API. */
  getVersion(): string {
    return VERSION;
  }

  /** What this browser can do; with a type, the answer stands in `result` too. */
  checkSystemRequirements(
    type?: SystemRequirementType,
    level?: number,
  ): Promise<SystemRequirements> {
    return later(type, level);
  }

  /** Adds a handler. Handlers of an event are called in the order in which they were added. */
  on<E extends keyof EngineEvents>(event: E, handler: EngineEvents[E]): boolean {
    return later(event, handler);
  }

  /** Removes a handler, or all of an event. */
  off<E extends keyof EngineEvents>(event: E, handler?: EngineEvents[E]): boolean {
    return later(event, handler);
  }

  /** What is logged. */
  setLogConfig(config: LogConfig): boolean {
    return later(config);
  }

  /** Whether everything is logged. */
  setDebugVerbose(enable: boolean): void {
    later(enable);
  }

  /** Settings for the next login. */
  setEngineConfig(config: EngineConfig): void {
    later(config);
  }

  /** Sets the scenario, outside any room. */
  setRoomScenario(scenario: number): boolean {
    return later(scenario);
  }

  /** Several rooms at once: not part of this SDK; `true` answers `false`. */
  enableMultiRoom(enable: boolean): boolean {
    return later(enable);
  }

  /** The server's clock. */
  getNetworkTimeInfo(): NetworkTimeInfo {
    return later();
  }

  /** Logs stay in the page; resolves at once. */
  uploadLog(): Promise<CallResult> {
    return later();
  }

  /** Leaves the room and lets go of everything. */
  destroyEngine(): void {
    later();
  }

  // Rooms.

  /** Enters a room. Resolves with `true`, or rejects with an `ExpressError`. */
  loginRoom(roomID: string, token: string, user: User, config?: RoomConfig): Promise<boolean> {
    return later(roomID, token, user, config);
  }

  /** Leaves the room, and ends its publishes and plays. */
  logoutRoom(roomID?: string): void {
    later(roomID);
  }

  /** Leaves a room for another one. */
  switchRoom(fromRoomID: string, toRoomID: string, config?: SwitchRoomConfig): Promise<boolean> {
    return later(fromRoomID, toRoomID, config);
  }

  /** Replaces the token. Answers whether it looks like one. */
  renewToken(token: string, roomID?: string): boolean {
    return later(token, roomID);
  }

  /** Sets the room's one extra info. */
  setRoomExtraInfo(roomID: string, key: string, value: string): Promise<CallResult> {
    return later(roomID, key, value);
  }

  /** Sends a text to everyone else in the room, in one order. */
  sendBroadcastMessage(
    roomID: string,
    message: string,
  ): Promise<CallResult & { messageID: number }> {
    return later(roomID, message);
  }

  /** Sends a text to everyone else in the room; it may be dropped under load. */
  sendBarrageMessage(roomID: string, message: string): Promise<CallResult & { messageID: string }> {
    return later(roomID, message);
  }

  /** Sends a text to these users, or with an empty list to everyone else in the room. */
  sendCustomCommand(roomID: string, command: string, userIDs: string[]): Promise<CallResult> {
    return later(roomID, command, userIDs);
  }

  /** Not part of this SDK: rejects with 1101003. */
  sendTransparentMessage(roomID: string, message: TransparentMessage): Promise<CallResult> {
    return later(roomID, message);
  }

  // Local streams.

  /** Makes a stream of microphone, a media element or another stream. */
  createZegoStream(options?: ZegoStreamOptions): Promise<ZegoLocalStream> {
    return later(options);
  }

  /** The older form of `createZegoStream`. */
  createStream(options?: CreateStreamOptions): Promise<MediaStream> {
    return later(options);
  }

  /** Lets go of a stream's devices. Harmless with played streams. */
  destroyStream(stream: PublishableStream): void {
    later(stream);
  }

  /** Switches echo cancellation, noise suppression and automatic gain. */
  setAudioConfig(stream: PublishableStream, config: AudioProcessing): Promise<CallResult> {
    return later(stream, config);
  }

  /** The loudness of the microphone, from 0 to 100. */
  setCaptureVolume(stream: PublishableStream, volume: number): Promise<CallResult> {
    return later(stream, volume);
  }

  /** Captures from another microphone; where that fails the former one goes on. */
  useAudioDevice(stream: PublishableStream, deviceID: string): Promise<CallResult> {
    return later(stream, deviceID);
  }

  /** Needs video: rejects with 1101003. */
  useVideoDevice(stream: PublishableStream, deviceID: string): Promise<CallResult> {
    return later(stream, deviceID);
  }

  /** Puts another track in the place of the stream's. */
  replaceTrack(stream: PublishableStream, track: MediaStreamTrack): Promise<CallResult> {
    return later(stream, track);
  }

  /** Adds a track where the stream has none. */
  addTrack(stream: PublishableStream, track: MediaStreamTrack): Promise<CallResult> {
    return later(stream, track);
  }

  /** Takes the stream's track away. */
  removeTrack(stream: PublishableStream, track: MediaStreamTrack): Promise<CallResult> {
    return later(stream, track);
  }

  /** Replaces the microphones of all streams by silence. */
  muteMicrophone(mute: boolean): boolean {
    return later(mute);
  }

  /** Whether microphones are muted. */
  isMicrophoneMuted(): boolean {
    return later();
  }

  /** Replaces all of a stream's sound by silence. */
  mutePublishStreamAudio(stream: PublishableStream, mute?: boolean): boolean {
    return later(stream, mute);
  }

  /** Mixes media elements into a stream, named by itself or by its published streamID. */
  startMixingAudio(stream: string | PublishableStream, media: HTMLMediaElement[]): boolean {
    return later(stream, media);
  }

  /** Mixes these elements, or all of them, no more. */
  stopMixingAudio(stream: string | PublishableStream, media?: HTMLMediaElement[]): boolean {
    return later(stream, media);
  }

  /** The loudness of mixed elements, from 0 to 100. */
  setMixingAudioVolume(
    stream: string | PublishableStream,
    volume: number,
    media: HTMLMediaElement | HTMLMediaElement[],
  ): boolean {
    return later(stream, volume, media);
  }

  /** Not part of this SDK: throws 1101003. */
  createAudioEffectPlayer(stream: PublishableStream): never {
    return later(stream);
  }

  /** Not part of this SDK: rejects with 1101003. */
  loadAudioEffect(audioEffectID: number | string, path: string): Promise<never> {
    return later(audioEffectID, path);
  }

  /** Whether the stream's audio track gives sound. */
  checkAudioTrackIsActive(stream: PublishableStream): Promise<boolean> {
    return later(stream);
  }

  /** A view on a local stream. */
  createLocalStreamView(stream: MediaStream | ZegoLocalStream): ZegoStreamView {
    return later(stream);
  }

  /** A view on a played stream. */
  createRemoteStreamView(stream: MediaStream): ZegoStreamView {
    return later(stream);
  }

  // Publishing.

  /** Publishes a stream. `true` means asked for; `publisherStateUpdate` tells what became of it. */
  startPublishingStream(
    streamID: string,
    stream: PublishableStream,
    options?: PublishOptions,
  ): boolean {
    return later(streamID, stream, options);
  }

  /** Ends a publish. */
  stopPublishingStream(streamID: string): boolean {
    return later(streamID);
  }

  /** Publishes what the stream holds by now: 0 video, 1 audio, 2 both. */
  updatePublishingStream(stream: PublishableStream, type?: 0 | 1 | 2): Promise<CallResult> {
    return later(stream, type);
  }

  /** Sets the text that others see with a stream. */
  setStreamExtraInfo(streamID: string, extraInfo: string): Promise<CallResult> {
    return later(streamID, extraInfo);
  }

  /** The newest figures of a published stream. */
  getPublishingStreamQuality(streamID: string): Promise<PublishQuality | null> {
    return later(streamID);
  }

  // Playing.

  /**
   * Plays a stream. Resolves with what a media element takes. A stream that does not exist is
   * waited for, up to `av_retry_time`.
   */
  startPlayingStream(streamID: string, options?: PlayOptions): Promise<MediaStream> {
    return later(streamID, options);
  }

  /** Ends a play; its tracks end too. */
  stopPlayingStream(streamID: string): void {
    later(streamID);
  }

  /** Whether a played stream is silent. */
  mutePlayStreamAudio(streamID: string, mute: boolean): Promise<boolean> {
    return later(streamID, mute);
  }

  /** Whether a played stream shows no picture; without video there is none, so it resolves `true`. */
  mutePlayStreamVideo(streamID: string, mute: boolean): Promise<boolean> {
    return later(streamID, mute);
  }

  /** Whether all played streams are silent, those of later plays too. */
  muteAllPlayAudioStreams(mute: boolean): Promise<boolean> {
    return later(mute);
  }

  /** The newest figures of a played stream. */
  getPlayingStreamQuality(streamID: string): Promise<PlayQuality | null> {
    return later(streamID);
  }

  /** Hands a played stream's raw audio to a callback; `null` ends it. */
  setAudioFrameCallback(
    streamID: string,
    callback: AudioFrameCallback | null,
    options?: AudioFrameOptions,
  ): Promise<CallResult> {
    return later(streamID, callback, options);
  }

  /** Hands a local stream's raw audio to a callback; `null` ends it. */
  setCaptureAudioFrameCallback(
    stream: PublishableStream,
    callback: AudioFrameCallback | null,
    options?: AudioFrameOptions,
  ): Promise<CallResult> {
    return later(stream, callback, options);
  }

  // Devices.

  /** All devices. */
  enumDevices(): Promise<DeviceList> {
    return later();
  }

  /** The microphones. */
  getMicrophones(): Promise<DeviceInfo[]> {
    return later();
  }

  /** The speakers; browsers other than Chromium may list none. */
  getSpeakers(): Promise<DeviceInfo[]> {
    return later();
  }

  /** The cameras. */
  getCameras(): Promise<DeviceInfo[]> {
    return later();
  }

  /** Plays a media element on this speaker. */
  useAudioOutputDevice(media: HTMLMediaElement, deviceID: string): Promise<boolean> {
    return later(media, deviceID);
  }

  /** Starts or ends `soundLevelUpdate` and `capturedSoundLevelUpdate`. */
  setSoundLevelDelegate(
    enable: boolean,
    intervalMs?: number,
    options?: { enableInBackground?: boolean },
  ): void {
    later(enable, intervalMs, options);
  }

  /** Whether another device is taken when one is unplugged. */
  enableAutoSwitchDevice(config: { microphone?: boolean; camera?: boolean }): void {
    later(config);
  }
}

addOutsideMembers(ExpressEngine.prototype);

/** Stands for what is being built. */
function later(..._args: unknown[]): never {
  throw new Error("not built");
}
