/** Shapes of rooms and their messages. */
import type { NamedUser } from "./common";

/** Settings of a login. */
export interface RoomConfig {
  /** Whether `roomUserUpdate` is wanted; `false` without it. */
  userUpdate?: boolean;
  /** The most users of the room, 0 for no limit. The login that makes the room decides. */
  maxMemberCount?: number;
}

/** Settings of a switch of rooms. */
export interface SwitchRoomConfig {
  /** A token for the next room. */
  token?: string;
  /** As in {@link RoomConfig}. */
  maxMemberCount?: number;
  /** Whether `roomUserUpdate` is wanted. */
  isUserStatusNotify?: boolean;
  /** The same, as a login names it. */
  userUpdate?: boolean;
}

/** The three-state view of a room. */
export type RoomState = "DISCONNECTED" | "CONNECTING" | "CONNECTED";

/** Why a room's state changed. */
export type RoomStateReason =
  | "LOGINING"
  | "LOGINED"
  | "LOGIN_FAILED"
  | "RECONNECTING"
  | "RECONNECTED"
  | "RECONNECT_FAILED"
  | "KICKOUT"
  | "LOGOUT"
  | "LOGOUT_FAILED";

/** Whether something came or went. */
export type UpdateType = "ADD" | "DELETE";

/** Someone's stream. */
export interface RoomStream {
  streamID: string;
  user: NamedUser;
  /** The publisher's own text. */
  extraInfo: string;
  /** Empty: there is no CDN. */
  urlsFLV: string;
  /** Empty: there is no CDN. */
  urlsRTMP: string;
  /** Empty: there is no CDN. */
  urlsHLS: string;
  /** Empty: there is no CDN. */
  urlsHttpsFLV: string;
  /** Empty: there is no CDN. */
  urlsHttpsHLS: string;
}

/** A stream whose extra info changed. */
export interface StreamExtraInfo {
  streamID: string;
  user: NamedUser;
  extraInfo: string;
}

/** A room's extra info. */
export interface RoomExtraInfo {
  key: string;
  value: string;
  updateUser: NamedUser;
  /** In ms since 1970. */
  updateTime: number;
}

/** A message to everyone in the room. */
export interface BroadcastMessage {
  fromUser: NamedUser;
  message: string;
  /** In ms since 1970, by the server's clock. */
  sendTime: number;
  /** Rises by one with each broadcast of the room. */
  messageID: number;
}

/** A message to everyone in the room that may be dropped under load. */
export interface BarrageMessage extends Omit<BroadcastMessage, "messageID"> {
  /** Unique within the room. */
  messageID: string;
}

/** A message of bytes; outside this SDK. */
export interface TransparentMessage {
  sendMode: 0 | 1 | 2;
  sendType: 0 | 1;
  content: Uint8Array;
  recvUserList: string[];
  timeOut?: number;
}

/** A received message of bytes; outside this SDK. */
export interface ReceivedTransparentMessage {
  sendUser: NamedUser;
  content: Uint8Array;
}
