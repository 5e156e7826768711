/** What an engine tells its application. */

import type { NamedUser } from "./common";
import type { DeviceInfo } from "./devices";
import type {
  PlayQuality,
  PublishQuality,
  QualityGrade,
  SoundLevel,
  StreamException,
} from "./quality";
import type {
  BarrageMessage,
  BroadcastMessage,
  ReceivedTransparentMessage,
  RoomExtraInfo,
  RoomState,
  RoomStateReason,
  RoomStream,
  StreamExtraInfo,
  UpdateType,
} from "./rooms";
import type { PublishableStream } from "./streams";

/** The state of a published stream. */
export interface PublisherState {
  streamID: string;
  state: "PUBLISHING" | "NO_PUBLISH" | "PUBLISH_REQUESTING";
  /** Beside REQUESTING: wait. Beside NO_PUBLISH: it failed. */
  errorCode: number;
  /** JSON. */
  extendedData: string;
}

/** The state of a played stream. */
export interface PlayerState {
  streamID: string;
  state: "NO_PLAY" | "PLAY_REQUESTING" | "PLAYING";
  /** Beside REQUESTING: wait. Beside NO_PLAY: it failed. */
  errorCode: number;
  /** JSON. */
  extendedData: string;
}

/** What someone's device does. */
export type RemoteDeviceStatus = "OPEN" | "MUTE";

/** The events of an engine with their handlers. */
export interface EngineEvents {
  roomStateUpdate: (
    roomID: string,
    state: RoomState,
    errorCode: number,
    extendedData: string,
  ) => void;
  roomStateChanged: (
    roomID: string,
    reason: RoomStateReason,
    errorCode: number,
    extendedData: string,
  ) => void;
  roomUserUpdate: (roomID: string, updateType: UpdateType, userList: NamedUser[]) => void;
  roomOnlineUserCountUpdate: (roomID: string, count: number) => void;
  roomStreamUpdate: (
    roomID: string,
    updateType: UpdateType,
    streamList: RoomStream[],
    extendedData: string,
  ) => void;
  streamExtraInfoUpdate: (roomID: string, streamList: StreamExtraInfo[]) => void;
  roomExtraInfoUpdate: (roomID: string, roomExtraInfoList: RoomExtraInfo[]) => void;
  tokenWillExpire: (roomID: string) => void;
  IMRecvBroadcastMessage: (roomID: string, messages: BroadcastMessage[]) => void;
  IMRecvBarrageMessage: (roomID: string, messages: BarrageMessage[]) => void;
  IMRecvCustomCommand: (roomID: string, fromUser: NamedUser, command: string) => void;
  recvRoomTransparentMessage: (roomID: string, message: ReceivedTransparentMessage) => void;
  publisherStateUpdate: (state: PublisherState) => void;
  playerStateUpdate: (state: PlayerState) => void;
  publishQualityUpdate: (streamID: string, quality: PublishQuality) => void;
  playQualityUpdate: (streamID: string, quality: PlayQuality) => void;
  remoteMicStatusUpdate: (streamID: string, status: RemoteDeviceStatus) => void;
  remoteCameraStatusUpdate: (streamID: string, status: RemoteDeviceStatus) => void;
  soundLevelUpdate: (levels: SoundLevel[]) => void;
  capturedSoundLevelUpdate: (soundLevel: number) => void;
  audioDeviceStateChanged: (
    updateType: UpdateType,
    deviceType: "Input" | "Output",
    device: DeviceInfo,
  ) => void;
  videoDeviceStateChanged: (updateType: UpdateType, device: DeviceInfo) => void;
  deviceError: (errorCode: number, deviceName: string) => void;
  networkQuality: (userID: string, upstream: QualityGrade, downstream: QualityGrade) => void;
  exceptionUpdate: (streamID: string, exception: StreamException) => void;
  playerAudioTrackUpdate: (streamID: string, track: MediaStreamTrack) => void;
  playerVideoTrackUpdate: (streamID: string, track: MediaStreamTrack) => void;
  mixerSoundLevelUpdate: (levels: Map<number, number>) => void;
  autoMixerSoundLevelUpdate: (levels: Map<string, number>) => void;
  screenSharingEnded: (stream: PublishableStream) => void;
  playerRecvSEI: (streamID: string, content: Uint8Array) => void;
}
