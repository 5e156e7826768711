/**
 * What goes into a session machine and what comes out of it.
 *
 * The same inputs and outputs, in the same order, as the Rust crate `cooee-session`: shared cases
 * in `crates/session/vectors` are run by both. Wire types come from the protocol's own types.
 */
import type {
  BarrageMessage,
  BroadcastMessage,
  ErrorCode,
  LoginConfig,
  Mid,
  PlayerState,
  Error as ProtocolError,
  PublishChannel,
  PublisherState,
  RemoteDeviceState,
  RoomExtraInfo,
  RoomId,
  RoomStateChangedReason,
  Stream,
  StreamDeletion,
  StreamId,
  UpdateType,
  User,
  UserId,
} from "../protocol/generated";

/** The settings of a session. */
export interface Config {
  appId: number;
  /** What the client runs on; `web` in browsers. */
  platform: string;
  /** How long a login or a lost link is retried, in ms. */
  roomRetryMs: number;
  /** How long a publish or a play is retried, in ms. */
  avRetryMs: number;
  /** How long a request may stay unanswered before it fails and the link is probed, in ms. */
  requestTimeoutMs: number;
  /** The slots of the first offer. */
  initialSlots: SlotCount;
}

/** A number of slots of each direction; those of pictures apart from those of sound. */
export interface SlotCount {
  send: number;
  receive: number;
  sendVideo: number;
  receiveVideo: number;
}

/** Which way a slot's media flows, seen from the client, and whether it is pictures. */
export type Direction = "send" | "receive" | "sendVideo" | "receiveVideo";

/** One pre-negotiated media line. */
export interface Slot {
  mid: Mid;
  direction: Direction;
}

/** An SDP offer of the transport. */
export interface Offer {
  sdp: string;
  /** The slots that this offer adds: all for a new transport, none for an ICE restart. */
  slots: Slot[];
}

/** A call of the application. `request` names a call whose result is an output `done`. */
export type Command =
  | {
      kind: "login";
      request: number;
      roomId: RoomId;
      user: User;
      config: LoginConfig;
      token: string;
    }
  /** Without a room: the current one. */
  | { kind: "logout"; request: number; roomId: RoomId | null }
  | {
      kind: "switchRoom";
      request: number;
      from: RoomId;
      to: RoomId;
      config: LoginConfig;
      token: string;
    }
  | { kind: "destroy" }
  | { kind: "renewToken"; roomId: RoomId; token: string }
  | {
      kind: "startPublishing";
      channel: PublishChannel;
      streamId: StreamId;
      extraInfo: string;
      micState: RemoteDeviceState;
      /** Disabled for a stream without pictures. */
      cameraState: RemoteDeviceState;
    }
  | { kind: "stopPublishing"; channel: PublishChannel }
  | { kind: "setStreamExtraInfo"; request: number; channel: PublishChannel; extraInfo: string }
  | { kind: "setMicState"; channel: PublishChannel; state: RemoteDeviceState }
  /** Pictures are sent unless the camera is disabled. */
  | { kind: "setCameraState"; channel: PublishChannel; state: RemoteDeviceState }
  /** With `video`: pictures are wanted where there are any. */
  | { kind: "startPlaying"; streamId: StreamId; video: boolean }
  | { kind: "setPlayVideo"; streamId: StreamId; video: boolean }
  | { kind: "stopPlaying"; streamId: StreamId }
  | { kind: "setRoomExtraInfo"; request: number; roomId: RoomId; key: string; value: string }
  | { kind: "sendBroadcastMessage"; request: number; roomId: RoomId; message: string }
  | { kind: "sendBarrageMessage"; request: number; roomId: RoomId; message: string }
  /** No targets: everyone else in the room. */
  | {
      kind: "sendCustomCommand";
      request: number;
      roomId: RoomId;
      command: string;
      toUsers: UserId[];
    };

/** One input of the machine. */
export type Input =
  | Command
  /** The WebSocket asked for by `openSocket` is open. */
  | { kind: "socketOpened" }
  | { kind: "socketText"; text: string }
  /** The WebSocket was closed, or could not be opened. */
  | { kind: "socketClosed"; reason: string }
  /** The offer that was asked for, or why there is none. It comes before any other input. */
  | { kind: "offered"; offer: Offer }
  | { kind: "offerFailed"; reason: string }
  /** Media can flow: the first time, or again. */
  | { kind: "transportConnected" }
  /** The media path was lost; it may come back. */
  | { kind: "transportDisconnected" }
  /** The transport ended for good, or could not use the server's answer. */
  | { kind: "transportClosed" }
  /** The network changed, or the computer woke: what is broken is retried at once. */
  | { kind: "networkChanged" }
  /** The deadline has passed. */
  | { kind: "timeout" };

/** What an offer is for. */
export type OfferKind =
  | { kind: "new"; slots: SlotCount }
  | { kind: "grow"; slots: SlotCount }
  | { kind: "restartIce" };

/** What a call of the application gives back. */
export type Reply =
  | { kind: "nothing" }
  | { kind: "loggedIn"; roomSessionId: string }
  | { kind: "broadcastSent"; messageId: number }
  | { kind: "barrageSent"; messageId: string };

/** Further facts of a state update: `room_session_id`, or `message` and `hint` beside a code. */
export type ExtendedData = Record<string, string>;

/** What the application is told. */
export type Event =
  | {
      kind: "roomStateChanged";
      roomId: RoomId;
      reason: RoomStateChangedReason;
      code: ErrorCode;
      extendedData: ExtendedData;
    }
  | { kind: "roomUserUpdate"; roomId: RoomId; update: UpdateType; users: User[] }
  | { kind: "roomOnlineUserCountUpdate"; roomId: RoomId; count: number }
  | {
      kind: "roomStreamUpdate";
      roomId: RoomId;
      update: UpdateType;
      streams: Stream[];
      reasons: StreamDeletion[];
    }
  | { kind: "roomStreamExtraInfoUpdate"; roomId: RoomId; streams: Stream[] }
  | { kind: "roomExtraInfoUpdate"; roomId: RoomId; infos: RoomExtraInfo[] }
  | { kind: "roomTokenWillExpire"; roomId: RoomId; remainSeconds: number }
  | {
      kind: "publisherStateUpdate";
      channel: PublishChannel;
      streamId: StreamId;
      state: PublisherState;
      code: ErrorCode;
      extendedData: ExtendedData;
    }
  | {
      kind: "playerStateUpdate";
      streamId: StreamId;
      state: PlayerState;
      code: ErrorCode;
      extendedData: ExtendedData;
    }
  | { kind: "remoteMicStateUpdate"; streamId: StreamId; state: RemoteDeviceState }
  /** Nothing is told of a stream without pictures. */
  | { kind: "remoteCameraStateUpdate"; streamId: StreamId; state: RemoteDeviceState }
  | { kind: "recvBroadcastMessages"; roomId: RoomId; messages: BroadcastMessage[] }
  | { kind: "recvBarrageMessages"; roomId: RoomId; messages: BarrageMessage[] }
  | { kind: "recvCustomCommand"; roomId: RoomId; fromUser: User; command: string }
  | { kind: "debugError"; function: string; error: ProtocolError };

/** One output of the machine. Outputs are performed in order. */
export type Output =
  /** Open a WebSocket. Nothing of an older one may be handed in any more. */
  | { kind: "openSocket" }
  | { kind: "sendText"; text: string }
  /** Close the WebSocket after the texts before were sent, and forget it. */
  | { kind: "closeSocket" }
  /** Make an offer and hand it in before anything else. */
  | { kind: "transportOffer"; offer: OfferKind }
  /** Apply the server's answer; if that fails, hand in `transportClosed`. */
  | { kind: "transportAnswer"; sdp: string }
  /** Forget the pending offer; the server refused it. */
  | { kind: "transportRollback" }
  | { kind: "transportDrop" }
  /** Send a channel's audio on a slot; a channel that sends already moves to this one. */
  | { kind: "startSending"; channel: PublishChannel; slot: Mid }
  | { kind: "stopSending"; channel: PublishChannel }
  /** What comes on a slot is this stream; a stream that comes already moves to this slot. */
  | { kind: "startReceiving"; streamId: StreamId; slot: Mid }
  | { kind: "stopReceiving"; streamId: StreamId }
  /** The same of a stream's pictures. */
  | { kind: "startSendingVideo"; channel: PublishChannel; slot: Mid }
  | { kind: "stopSendingVideo"; channel: PublishChannel }
  | { kind: "startReceivingVideo"; streamId: StreamId; slot: Mid }
  | { kind: "stopReceivingVideo"; streamId: StreamId }
  | { kind: "event"; event: Event }
  | { kind: "done"; request: number; result: { ok: Reply } | { error: ProtocolError } };
