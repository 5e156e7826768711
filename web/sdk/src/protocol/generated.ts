// Generated from crates/proto by `UPDATE_DOCUMENTS=1 cargo test -p cooee-proto typescript`.

/** The WebSocket subprotocol. */
export const SUBPROTOCOL = "cooee.v1";
/** The path of the WebSocket. */
export const PATH = "/v1/signal";
/** The version that `hello` names. */
export const VERSION = 1;

/** Which project a client belongs to; clients of different apps never meet. */
export type AppId = number;

/** A room, unique within an app. Fewer than 128 bytes. */
export type RoomId = string;

/** A user, unique within an app. Fewer than 64 bytes. */
export type UserId = string;

/** What a user is called: any UTF-8 without control characters, fewer than 256 bytes. */
export type UserName = string;

/** A stream, unique within an app. At most 256 bytes of `0-9 A-Z a-z _ -`. */
export type StreamId = string;

/** One login; it survives lost connections. Unique within a server's life and hard to guess. */
export type SessionId = string;

/** The name of a slot: the media identification tag of its SDP m-line (RFC 8843). */
export type Mid = string;

/** Wall time as milliseconds since the Unix epoch, UTC. */
export type WallTime = number;

/** The three-state view of the connection to a room. */
export const RoomState = {
  /** Not in the room. */
  Disconnected: 0,
  /** Logging in, or reconnecting. */
  Connecting: 1,
  /** In the room. */
  Connected: 2,
} as const;
/** The three-state view of the connection to a room. */
export type RoomState = (typeof RoomState)[keyof typeof RoomState];

/** Why the connection to a room changed. */
export const RoomStateChangedReason = {
  /** Logging in. */
  Logining: 0,
  /** Logged in. */
  Logined: 1,
  /** The login failed for good. */
  LoginFailed: 2,
  /** The link broke; the SDK retries. */
  Reconnecting: 3,
  /** The link is back. */
  Reconnected: 4,
  /** The SDK gave up retrying. */
  ReconnectFailed: 5,
  /** The server ended the session. */
  KickOut: 6,
  /** Logged out. */
  Logout: 7,
  /** The logout failed: the engine is not in that room. */
  LogoutFailed: 8,
} as const;
/** Why the connection to a room changed. */
export type RoomStateChangedReason = (typeof RoomStateChangedReason)[keyof typeof RoomStateChangedReason];

/** One of the four outlets of an engine; each carries at most one published stream. */
export const PublishChannel = {
  /** The default one. */
  Main: 0,
  /** The second one. */
  Aux: 1,
  /** The third one. */
  Third: 2,
  /** The fourth one. */
  Fourth: 3,
} as const;
/** One of the four outlets of an engine; each carries at most one published stream. */
export type PublishChannel = (typeof PublishChannel)[keyof typeof PublishChannel];

/** What a publish is doing. */
export const PublisherState = {
  /** Not publishing. */
  NoPublish: 0,
  /** Starting, or retrying when it comes with an error code. */
  PublishRequesting: 1,
  /** Publishing. */
  Publishing: 2,
} as const;
/** What a publish is doing. */
export type PublisherState = (typeof PublisherState)[keyof typeof PublisherState];

/** What a play is doing. */
export const PlayerState = {
  /** Not playing. */
  NoPlay: 0,
  /** Starting, waiting for the stream, or retrying. */
  PlayRequesting: 1,
  /** Playing. */
  Playing: 2,
} as const;
/** What a play is doing. */
export type PlayerState = (typeof PlayerState)[keyof typeof PlayerState];

/** Whether a list tells what came or what went. */
export const UpdateType = {
  /** These came. */
  Add: 0,
  /** These went. */
  Delete: 1,
} as const;
/** Whether a list tells what came or what went. */
export type UpdateType = (typeof UpdateType)[keyof typeof UpdateType];

/** The state of a remote microphone or camera (Express: `ZegoRemoteDeviceState`). Only these three occur with Cooee's own clients. */
export const RemoteDeviceState = {
  /** Open and audible. */
  Open: 0,
  /** Closed by the application: the device is off. */
  Disable: 9,
  /** Muted by its user: the device stays open and silence is sent. */
  Mute: 10,
} as const;
/** The state of a remote microphone or camera (Express: `ZegoRemoteDeviceState`). Only these three occur with Cooee's own clients. */
export type RemoteDeviceState = (typeof RemoteDeviceState)[keyof typeof RemoteDeviceState];

/** Why a stream ended (`stream_delete_reason` of `on_room_stream_update`). */
export const StreamDeleteReason = {
  /** Its publisher stopped it or logged out. */
  Stopped: 1,
  /** Its publisher's heartbeat timed out. */
  HeartbeatTimeout: 2,
  /** Its publisher logged in again elsewhere. */
  RepeatedLogin: 3,
  /** Its publisher was kicked. */
  Kicked: 4,
  /** Its publisher's link was closed for good. */
  Disconnected: 5,
  /** The server removed it. */
  RemovedByServer: 6,
} as const;
/** Why a stream ended (`stream_delete_reason` of `on_room_stream_update`). */
export type StreamDeleteReason = (typeof StreamDeleteReason)[keyof typeof StreamDeleteReason];

/** What is wrong with a local device (Express: `ZegoDeviceExceptionType`). Only these occur. */
export const DeviceExceptionType = {
  /** Something else. */
  Generic: 1,
  /** No device has the id. */
  InvalidId: 2,
  /** The program may not use the device. */
  PermissionNotGranted: 3,
  /** Another program uses the device. */
  DeviceOccupied: 5,
  /** The device was unplugged. */
  DeviceUnplugged: 6,
} as const;
/** What is wrong with a local device (Express: `ZegoDeviceExceptionType`). Only these occur. */
export type DeviceExceptionType = (typeof DeviceExceptionType)[keyof typeof DeviceExceptionType];

/** A kind of local device (Express: `ZegoDeviceType`). Only these occur. */
export const DeviceType = {
  /** What captures. */
  Microphone: 2,
  /** What plays. */
  Speaker: 3,
} as const;
/** A kind of local device (Express: `ZegoDeviceType`). Only these occur. */
export type DeviceType = (typeof DeviceType)[keyof typeof DeviceType];

/** What went wrong, in the shape that crosses the wire and reaches the application. */
export type Error = {
  /** The Express number. */
  code: ErrorCode;
  /** A stable word for the code, for programs and searches. */
  name: string;
  /** What arrived and what was expected. */
  message: string;
  /** What to do about it. */
  hint: string;
};

/** A user of a room (Express: `ZegoUser`). */
export type User = {
  /** Unique within the app. */
  user_id: UserId;
  /** What the user is called; equal to the id unless the application sets it. */
  user_name: UserName;
};

/** A live stream of a room (Express: `ZegoStream`). */
export type Stream = {
  /** Unique within the app. */
  stream_id: StreamId;
  /** Who publishes it. */
  user: User;
  /** The publisher's own text, fewer than 1024 bytes. */
  extra_info?: string;
  /** Whether the publisher's microphone is open, muted or disabled. */
  mic_state?: RemoteDeviceState;
  /** Whether the publisher's camera is open or muted; disabled for a stream without pictures. */
  camera_state?: RemoteDeviceState;
};

/** Why one stream of a delete update ended. */
export type StreamDeletion = {
  /** The stream that ended. */
  stream_id: StreamId;
  /** Why it ended. */
  code: StreamDeleteReason;
};

/** A room's extra info (Express: `ZegoRoomExtraInfo`). */
export type RoomExtraInfo = {
  /** At most 10 bytes; one key per room. */
  key: string;
  /** At most 128 bytes. */
  value: string;
  /** Who set it last. */
  update_user: User;
  /** When it was set last, by the server's clock. */
  update_time_ms: WallTime;
};

/** A message to everyone in the room, reliable and in order. */
export type BroadcastMessage = {
  /** Rises by one with each broadcast of the room. */
  message_id: number;
  /** At most 1024 bytes of UTF-8. */
  message: string;
  /** When the server took it. */
  send_time_ms: WallTime;
  /** Who sent it. */
  from_user: User;
};

/** A message to everyone in the room that may be dropped under load. */
export type BarrageMessage = {
  /** Unique within the room. */
  message_id: string;
  /** At most 1024 bytes of UTF-8. */
  message: string;
  /** When the server took it. */
  send_time_ms: WallTime;
  /** Who sent it. */
  from_user: User;
};

/**
 * All that a user may know of the room, at one moment. Never holds the user's own entry or
 * own streams.
 */
export type RoomSnapshot = {
  /** The room. */
  room_id: RoomId;
  /** Names this life of the room, from its first login to its last logout. */
  room_session_id: string;
  /**
   * The other users, in the order of their logins; empty unless the user asked for user
   * updates.
   */
  users: Array<User>;
  /** The streams of others, in the order of their publishes. */
  streams: Array<Stream>;
  /** The room's extra info, if anyone set it. */
  extra_info?: RoomExtraInfo;
  /** All users of the room, the user himself included. */
  online_user_count: number;
};

/** The body of a request that says all in its `op`. */
export type Nothing = Record<symbol, never>;

/** Body of `login`. */
export type Login = {
  /** The project. */
  app_id: AppId;
  /** The room; it is made if it does not exist. */
  room_id: RoomId;
  /** Who logs in. */
  user: User;
  /** The proof that this is allowed. */
  auth: Auth;
  /** The user's wishes. */
  config: LoginConfig;
  /** The media transport to use. */
  transport: TransportChoice;
  /**
   * What the client runs on: `linux`, `macos`, `windows`, `android`, `ios`, `web`. Bound by
   * the AppSign proof.
   */
  platform: string;
};

/** The proof that a login is allowed. */
export type Auth = { "token": string } | { "app_sign": string };

/** The user's wishes at login. */
export type LoginConfig = {
  /** Whether user updates are wanted. */
  is_user_status_notify: boolean;
  /**
   * The most users of the room, 0 for no limit; the value of the login that makes the room
   * counts.
   */
  max_member_count: number;
};

/** Which media transport a login uses. */
export type TransportChoice = { "offer": string } | { "reuse": {
    /** Its name. */
    transport_id: SessionId;
    /** The secret that came with it, lower-case hex. */
    transport_key: string;
  } };

/** Body of `resume`. */
export type Resume = {
  /** The session. */
  session_id: SessionId;
  /** The secret that came with it, lower-case hex. */
  resume_key: string;
  /** The `seq` of the last push seen, 0 for none. */
  last_seq: number;
};

/** Body of `offer`. */
export type Offer = {
  /** The SDP offer. */
  sdp: string;
  /** Whether this offer makes a new transport in place of the session's own. */
  replace: boolean;
};

/**
 * Body of `publish`. Repeated for a stream that the session publishes already, it moves the
 * stream to the slot and sets the extra info and microphone state; others hear only of what
 * that changed.
 */
export type Publish = {
  /** Unique within the app. */
  stream_id: StreamId;
  /** The sending slot that carries it. */
  slot: Mid;
  /** Fewer than 1024 bytes. */
  extra_info?: string;
  /** What the microphone does. */
  mic_state: RemoteDeviceState;
  /**
   * The sending slot that carries its pictures, if it has any. A repeat without it takes the
   * pictures back.
   */
  video_slot?: Mid;
  /** What the camera does; disabled without `video_slot`. */
  camera_state?: RemoteDeviceState;
};

/**
 * Body of `play`. Repeated for a stream that the session plays already, it moves the stream
 * to the slot and tells again whether it is live.
 */
export type Play = {
  /** The stream; any of the app, from any room. */
  stream_id: StreamId;
  /** The receiving slot that carries it. */
  slot: Mid;
  /** The receiving slot that carries its pictures, if they are wanted. */
  video_slot?: Mid;
};

/** Body of `unpublish` and `unplay`. */
export type StreamRef = {
  /** The stream. */
  stream_id: StreamId;
};

/** Body of `renew_token`. */
export type RenewToken = {
  /** A Token04. */
  token: string;
};

/** Body of `set_stream_extra_info`. */
export type SetStreamExtraInfo = {
  /** A stream that the session publishes. */
  stream_id: StreamId;
  /** Fewer than 1024 bytes. */
  extra_info: string;
};

/** Body of `set_mic_state`. */
export type SetMicState = {
  /** A stream that the session publishes. */
  stream_id: StreamId;
  /** What the microphone does. */
  state: RemoteDeviceState;
};

/** Body of `set_camera_state`. */
export type SetCameraState = {
  /** A stream that the session publishes. */
  stream_id: StreamId;
  /** What the camera does. */
  state: RemoteDeviceState;
};

/** Body of `set_room_extra_info`. */
export type SetRoomExtraInfo = {
  /** 1 to 10 bytes; one key per room. */
  key: string;
  /** At most 128 bytes. */
  value: string;
};

/** Body of `send_broadcast_message` and `send_barrage_message`. */
export type SendText = {
  /** 1 to 1024 bytes of UTF-8. */
  message: string;
};

/** Body of `send_custom_command`. */
export type SendCustomCommand = {
  /** 1 to 1024 bytes of UTF-8. */
  command: string;
  /** The targets; empty for everyone else in the room. */
  to_users: Array<UserId>;
};

/** What a client asks for. */
export type Request =
  /** Log in to a room. */
  | ({ op: "login" } & Login)
  /** Go on with a session after its WebSocket was lost. */
  | ({ op: "resume" } & Resume)
  /** End the session; the transport lives on for a later login. */
  | { op: "logout" }
  /** Tell that the client lives. */
  | { op: "heartbeat" }
  /** Change the transport: more slots, an ICE restart, or a new one. */
  | ({ op: "offer" } & Offer)
  /** Publish a stream on a sending slot. */
  | ({ op: "publish" } & Publish)
  /** Stop publishing a stream. */
  | ({ op: "unpublish" } & StreamRef)
  /** Play a stream on a receiving slot. */
  | ({ op: "play" } & Play)
  /** Stop playing a stream. */
  | ({ op: "unplay" } & StreamRef)
  /** Replace the session's token. */
  | ({ op: "renew_token" } & RenewToken)
  /** Set a published stream's extra info. */
  | ({ op: "set_stream_extra_info" } & SetStreamExtraInfo)
  /** Tell the players of a stream what its microphone does. */
  | ({ op: "set_mic_state" } & SetMicState)
  /** Tell the players of a stream what its camera does. */
  | ({ op: "set_camera_state" } & SetCameraState)
  /** Set the room's extra info. */
  | ({ op: "set_room_extra_info" } & SetRoomExtraInfo)
  /** Send a message to everyone else in the room, reliably and in order. */
  | ({ op: "send_broadcast_message" } & SendText)
  /** Send a message to everyone else in the room that may be dropped under load. */
  | ({ op: "send_barrage_message" } & SendText)
  /** Send a command to some users of the room. */
  | ({ op: "send_custom_command" } & SendCustomCommand);

/** One request with the number that its answer repeats. */
export type ClientMessage = { id: number } & Request;

/** What a client needs to know before its first request. */
export type Hello = {
  /** The protocol's version, `VERSION`. */
  version: number;
  /** 32 hexadecimal digits, new for each WebSocket; the AppSign proof covers it. */
  nonce: string;
  /** The server's clock, so that token errors can explain skew. */
  time_ms: WallTime;
  /** How often the client should send a heartbeat, in ms. */
  heartbeat_ms: number;
  /** How long the server keeps a silent session, in ms. */
  heartbeat_timeout_ms: number;
};

/** Answer of `login`. */
export type LoggedIn = {
  /** Names the session at a resume. */
  session_id: SessionId;
  /** The secret for a resume, lower-case hex. */
  resume_key: string;
  /** The transport of this session. */
  transport: SentTransport;
  /** The room at this moment; pushes follow from `seq` 1. */
  room: RoomSnapshot;
};

/** A transport as its client gets to know it. */
export type SentTransport = {
  /** Names the transport at a later login. */
  transport_id: SessionId;
  /** The secret for a later login, lower-case hex. */
  transport_key: string;
  /** The SDP answer; absent where the transport was re-used. */
  answer?: string;
};

/** Answer of `resume`. */
export type Resumed = {
  /**
   * The room at this moment, where the missed pushes are no longer kept; else they are sent
   * again after this answer.
   */
  snapshot?: RoomSnapshot;
  /** The `seq` after which pushes go on. */
  seq: number;
  /**
   * The session's transport; absent where the server lost it, so that the client offers
   * another.
   */
  transport_id?: SessionId;
};

/** Answer of `offer`. */
export type Answered = {
  /** The transport, with its SDP answer. */
  transport: SentTransport;
};

/** Answer of `play`. */
export type PlayAnswer = {
  /** Whether the stream exists; if not, `play_state` tells when it does. */
  live: boolean;
  /** What its microphone does. */
  mic_state: RemoteDeviceState;
  /** What its camera does; disabled where it has no pictures. */
  camera_state?: RemoteDeviceState;
};

/** Answer of `send_broadcast_message` and `send_barrage_message`. */
export type MessageSent = {
  /** The message's id: a number for broadcasts, a text for barrages. */
  message_id: number | string;
};

/** The body of each request's answer, by the request's `op`. */
export interface Answers {
  login: LoggedIn;
  resume: Resumed;
  logout: Nothing;
  heartbeat: Nothing;
  offer: Answered;
  publish: Nothing;
  unpublish: Nothing;
  play: PlayAnswer;
  unplay: Nothing;
  renew_token: Nothing;
  set_stream_extra_info: Nothing;
  set_mic_state: Nothing;
  set_camera_state: Nothing;
  set_room_extra_info: Nothing;
  send_broadcast_message: MessageSent;
  send_barrage_message: MessageSent;
  send_custom_command: Nothing;
}

/** A push of the server. */
export type Event = { "event": "room_users";
  /** Which. */
  update: UpdateType;
  /** Who, in order. */
  users: Array<User>;
} | { "event": "room_streams";
  /** Which. */
  update: UpdateType;
  /** The streams, in order. */
  streams: Array<Stream>;
  /** Why each ended, for a delete. */
  reasons?: Array<StreamDeletion>;
} | { "event": "stream_extra_info";
  /** The streams as they are after the change. */
  streams: Array<Stream>;
} | { "event": "room_extra_info";
  /** The infos after the change. */
  infos: Array<RoomExtraInfo>;
} | { "event": "online_user_count";
  /** The number. */
  count: number;
} | { "event": "broadcast_messages";
  /** At most 50. */
  messages: Array<BroadcastMessage>;
} | { "event": "barrage_messages";
  /** At most 50. */
  messages: Array<BarrageMessage>;
} | { "event": "custom_command";
  /** Who sent it. */
  from_user: User;
  /** At most 1024 bytes. */
  command: string;
} | { "event": "play_state";
  /** The stream. */
  stream_id: StreamId;
  /** Whether it is live. */
  live: boolean;
  /** Why it is not, `ErrorCode.OK` if it is. */
  code: ErrorCode;
  /** What its microphone does, where it is live. */
  mic_state: RemoteDeviceState;
  /** What its camera does; disabled where it has no pictures. */
  camera_state?: RemoteDeviceState;
} | { "event": "remote_camera_state";
  /** The stream. */
  stream_id: StreamId;
  /** What the camera does. */
  state: RemoteDeviceState;
} | { "event": "remote_mic_state";
  /** The stream. */
  stream_id: StreamId;
  /** What the microphone does. */
  state: RemoteDeviceState;
} | { "event": "stream_feedback";
  /** The stream. */
  stream_id: StreamId;
  /**
   * The share of packets, 0..=1, that do not reach the listener who loses the most. Loss
   * on the publisher's own uplink is in it.
   */
  loss: number;
  /** How much the packets' travel times to the listeners vary, in ms. */
  jitter_ms: number;
} | { "event": "publish_stopped";
  /** The stream. */
  stream_id: StreamId;
  /** Why. */
  error: Error;
} | { "event": "token_will_expire";
  /** Seconds until it does. */
  remain_seconds: number;
} | { "event": "transport_lost";
  /** Which, so that a late notice of an old one does no harm. */
  transport_id: SessionId;
} | { "event": "kicked_out";
  /** Why. */
  error: Error;
} | { "event": "draining";
  /** How long to wait before the first try, in ms. */
  retry_after_ms: number;
};

/** One message of the server. */
export type ServerMessage =
  /** The first message of a WebSocket. */
  | { hello: Hello }
  /** The answer to a request. */
  | { id: number; ok: Answers[keyof Answers] }
  /** Why a request is refused; `id` is null where it could not be read. */
  | { id: number | null; error: Error }
  /** A push; `seq` rises by one with each push of a session, from 1. */
  | ({ seq: number } & Event);

/** A numeric error code with the meaning that the Express reference gives it. 0 is success. */
export type ErrorCode = number;
/** Each error code, by the upper-case form of its name. */
export const ErrorCode = {
  /** Success. */
  OK: 0,
  /** The room does not exist. A number of the server API. */
  ROOM_MISSING: 50001,
  /** An engine call came before create or after destroy. */
  NO_ENGINE: 1000001,
  /** Publish, play or send came before login or after logout. */
  NOT_IN_ROOM: 1000002,
  /** The feature is not part of this SDK. */
  FEATURE_MISSING: 1000010,
  /** The streamID is longer than 256 bytes. */
  STREAM_ID_TOO_LONG: 1000014,
  /** The streamID is empty. */
  STREAM_ID_EMPTY: 1000015,
  /** The streamID holds a character outside `0-9 A-Z a-z _ -`. */
  STREAM_ID_CHARACTERS: 1000016,
  /** An argument is malformed. */
  ILLEGAL_PARAMETER: 1000017,
  /** The appID is 0. */
  APP_ID_ZERO: 1001000,
  /** The AppSign is not 64 characters long. */
  APP_SIGN_LENGTH: 1001001,
  /** The AppSign holds a character that is not hexadecimal. */
  APP_SIGN_CHARACTERS: 1001002,
  /** The AppSign is empty. */
  APP_SIGN_EMPTY: 1001003,
  /** The server does not know this appID. */
  APP_ID_WRONG: 1001004,
  /** The AppSign does not belong to this appID. */
  APP_SIGN_WRONG: 1001005,
  /** Already logged in to a room. */
  ALREADY_LOGGED_IN: 1002001,
  /** That roomID is not the one logged in to. */
  NOT_THAT_ROOM: 1002002,
  /** The userID is empty. */
  USER_ID_EMPTY: 1002005,
  /** The userID holds a character that is not allowed. */
  USER_ID_CHARACTERS: 1002006,
  /** The userID is too long. */
  USER_ID_TOO_LONG: 1002007,
  /** The userName is empty. */
  USER_NAME_EMPTY: 1002008,
  /** The userName holds a control character. */
  USER_NAME_CHARACTERS: 1002009,
  /** The userName is too long. */
  USER_NAME_TOO_LONG: 1002010,
  /** The roomID is empty. */
  ROOM_ID_EMPTY: 1002011,
  /** The roomID holds a character that is not allowed. */
  ROOM_ID_CHARACTERS: 1002012,
  /** The roomID is too long. */
  ROOM_ID_TOO_LONG: 1002013,
  /** The room extra info key is empty. */
  ROOM_EXTRA_INFO_KEY_EMPTY: 1002014,
  /** The room extra info key is too long. */
  ROOM_EXTRA_INFO_KEY_TOO_LONG: 1002015,
  /** The room extra info value is too long. */
  ROOM_EXTRA_INFO_VALUE_TOO_LONG: 1002016,
  /** The room already has extra info under another key. */
  ROOM_EXTRA_INFO_SECOND_KEY: 1002017,
  /** The server cannot be reached. */
  CANNOT_CONNECT: 1002030,
  /** The login got no answer in time. */
  LOGIN_TIMED_OUT: 1002031,
  /** Authentication failed. */
  AUTHENTICATION_FAILED: 1002033,
  /** The room is full. */
  ROOM_FULL: 1002034,
  /** The same userID logged in elsewhere. */
  KICKED_BY_SAME_USER: 1002050,
  /** The link is broken; the SDK retries. */
  LINK_BROKEN: 1002051,
  /** The link was closed. */
  DISCONNECTED: 1002052,
  /** The retry budget is used up. */
  RETRY_BUDGET_USED_UP: 1002053,
  /** Kicked by the business server. */
  KICKED_BY_SERVER: 1002055,
  /** Kicked because the token expired. */
  KICKED_TOKEN_EXPIRED: 1002056,
  /** The server no longer knows this session. */
  SESSION_FAULT: 1002057,
  /** The user is blacklisted. */
  BLACKLISTED: 1002066,
  /** Neither AppSign nor Token was given. */
  NO_CREDENTIALS: 1002067,
  /** Signalling requests come too fast. */
  SIGNAL_RATE: 1002073,
  /** The token failed inside. */
  TOKEN_INTERNAL: 1002074,
  /** The token is malformed. */
  TOKEN_FORMAT: 1002075,
  /** The token is for another app. */
  TOKEN_APP_ID: 1002076,
  /** The token is for another user. */
  TOKEN_USER_ID: 1002077,
  /** The token has expired. */
  TOKEN_EXPIRED: 1002078,
  /** The token is not version 04. */
  TOKEN_VERSION: 1002079,
  /** The token's nonce is not a number. */
  TOKEN_NONCE: 1002080,
  /** The renewed token may not publish although the user does. */
  TOKEN_NO_PUBLISH: 1002082,
  /** The server failed inside. */
  ROOM_INTERNAL: 1002099,
  /** The publish was interrupted; the SDK retries. */
  PUBLISH_INTERRUPTED: 1003020,
  /** The publish retry budget is used up. */
  PUBLISH_RETRY_BUDGET_USED_UP: 1003021,
  /** That channel already publishes. */
  CHANNEL_BUSY: 1003023,
  /** The server forbids this publish. */
  PUBLISH_FORBIDDEN: 1003025,
  /** Somebody in the app already publishes this streamID. */
  STREAM_ID_LIVE: 1003028,
  /** The stream extra info is missing. */
  STREAM_EXTRA_INFO_NULL: 1003050,
  /** The stream extra info is too long. */
  STREAM_EXTRA_INFO_TOO_LONG: 1003051,
  /** The stream extra info could not be set. */
  STREAM_EXTRA_INFO_FAILED: 1003053,
  /** The token does not allow this publish. */
  PUBLISH_NOT_ALLOWED: 1003072,
  /** The publish failed inside. */
  PUBLISH_INTERNAL: 1003099,
  /** The stream does not exist. */
  STREAM_MISSING: 1004002,
  /** More than 12 streams are played at once. */
  TOO_MANY_PLAYS: 1004010,
  /** That stream is not being played. */
  NOT_PLAYING: 1004011,
  /** The play was interrupted; the SDK retries. With state NO_PLAY: it gave up. */
  PLAY_INTERRUPTED: 1004020,
  /** The server forbids this play. */
  PLAY_FORBIDDEN: 1004025,
  /** The play failed inside. */
  PLAY_INTERNAL: 1004099,
  /** A device failed. */
  DEVICE_GENERIC: 1006001,
  /** No device has this id. */
  DEVICE_UNKNOWN: 1006002,
  /** The device is not permitted. */
  DEVICE_NOT_PERMITTED: 1006003,
  /** The device is in use by another program. */
  DEVICE_IN_USE: 1006005,
  /** The device was unplugged. */
  DEVICE_UNPLUGGED: 1006006,
  /** The sound level interval is outside 100 to 3000 ms. */
  SOUND_LEVEL_INTERVAL: 1006031,
  /** The message is empty. */
  MESSAGE_EMPTY: 1009001,
  /** The message is longer than 1024 bytes. */
  MESSAGE_TOO_LONG: 1009002,
  /** The message is for another room. */
  MESSAGE_OTHER_ROOM: 1009005,
  /** The message could not be sent. */
  MESSAGE_FAILED: 1009010,
  /** A target userID is empty. */
  MESSAGE_TARGET_EMPTY: 1009011,
  /** A target userID is too long. */
  MESSAGE_TARGET_TOO_LONG: 1009012,
  /** The message parameters are too long. */
  MESSAGE_PARAMETERS_TOO_LONG: 1009013,
  /** Messages come too fast. */
  MESSAGE_RATE: 1009015,
  /** The custom audio source type is wrong. */
  CUSTOM_AUDIO_SOURCE: 1012001,
  /** Custom audio capture is not enabled. */
  CUSTOM_CAPTURE_NOT_ENABLED: 1012002,
  /** Custom audio rendering is not enabled. */
  CUSTOM_RENDER_NOT_ENABLED: 1012003,
  /** Custom audio was enabled after the engine started. */
  CUSTOM_AUDIO_TOO_LATE: 1012004,
  /** The sample rate is not supported. */
  CUSTOM_AUDIO_SAMPLE_RATE: 1012010,
} as const;

/** What to do about each code, as a sentence for the developer. */
export const HINTS: Readonly<Record<ErrorCode, string>> = {
  0: "Nothing to do.",
  50001: "A room exists from its first login to its last logout.",
  1000001: "Create the engine first and keep a handle to it.",
  1000002: "Call loginRoom and wait for its result first.",
  1000010: "Leave the call out: this SDK is for audio.",
  1000014: "Use a streamID of at most 256 bytes.",
  1000015: "Pass a streamID that is unique within the app.",
  1000016: "Use only digits, ASCII letters, '_' and '-' in a streamID.",
  1000017: "Correct the argument that the message names.",
  1001000: "Pass the AppID that `cooee app create` printed.",
  1001001: "Copy all 64 characters of the AppSign that `cooee app show --secrets` prints.",
  1001002: "An AppSign has only the characters 0-9 and a-f.",
  1001003: "Log in with a Token.",
  1001004: "Check the AppID against `cooee app list` on this server.",
  1001005: "Check the AppSign against `cooee app show --secrets`; it changes when it is rotated.",
  1002001: "Log out first, or use switchRoom.",
  1002002: "Pass the roomID of the room that this engine is logged in to.",
  1002005: "Pass a userID that is unique within the app.",
  1002006: "Use digits, ASCII letters and the punctuation that the reference lists.",
  1002007: "Use a userID of fewer than 64 bytes.",
  1002008: "Pass a userName.",
  1002009: "Take control characters out of the userName.",
  1002010: "Use a userName of fewer than 256 bytes.",
  1002011: "Pass a roomID.",
  1002012: "Use digits, ASCII letters and the punctuation that the reference lists.",
  1002013: "Use a roomID of fewer than 128 bytes.",
  1002014: "Pass a key of 1 to 10 bytes.",
  1002015: "Use a key of at most 10 bytes.",
  1002016: "Use a value of at most 128 bytes.",
  1002017: "A room has one extra info key; set that one.",
  1002030: "Check the server URL, and that `cooee serve` runs there.",
  1002031: "Check the network; the SDK retries until its budget ends.",
  1002033: "Explain the token with `cooee token check`.",
  1002034: "Wait until a user leaves, or raise maxMemberCount of the first login.",
  1002050: "Another device uses this userID; ask the person before logging in again.",
  1002051: "Wait: the SDK reconnects by itself.",
  1002052: "Log in again.",
  1002053: "Check the network, then log in again.",
  1002055: "Ask the application's server why.",
  1002056: "Call renewToken when tokenWillExpire comes.",
  1002057: "Log in again.",
  1002066: "Ask the operator to lift the rule.",
  1002067: "Pass a Token to loginRoom.",
  1002073: "Send fewer requests per second.",
  1002074: "Make a new token.",
  1002075: "Copy the whole token; make it with `cooee token make` or a Token04 generator.",
  1002076: "Make the token with this engine's AppID.",
  1002077: "Make the token for the userID that logs in.",
  1002078: "Make a new token; if it is new, compare the clocks that the message names.",
  1002079: "Make a Token04: its first two characters are 04.",
  1002080: "Make the token with an integer nonce.",
  1002082: "Make the new token with the publish privilege.",
  1002099: "Look at the server's log.",
  1003020: "Wait: the SDK publishes again by itself.",
  1003021: "Check the network, then publish again after 3 to 5 s.",
  1003023: "Stop the stream on this channel first, or use another channel.",
  1003025: "Ask the operator to resume the stream.",
  1003028: "Use a streamID that nobody else publishes, for example one with the userID in it.",
  1003050: "Pass a text; it may be empty.",
  1003051: "Use fewer than 1024 bytes.",
  1003053: "Publish the stream first, and check the network.",
  1003072: "Make a token with the publish privilege and this streamID.",
  1003099: "Look at the server's log.",
  1004002: "Wait: it is played when it appears; or check the streamID.",
  1004010: "Stop one of the 12 streams first.",
  1004011: "Call startPlayingStream first.",
  1004020: "Wait while the state is REQUESTING; after NO_PLAY play again after 3 to 5 s.",
  1004025: "Ask the operator to resume the stream.",
  1004099: "Look at the server's log.",
  1006001: "Look at the system's sound settings; the call goes on silently.",
  1006002: "Take an id from enumDevices.",
  1006003: "Allow the program to use the device.",
  1006005: "Close the program that uses the device.",
  1006006: "Plug the device in, or choose another one.",
  1006031: "Use 100 to 3000 ms.",
  1009001: "Pass a text.",
  1009002: "Use at most 1024 bytes of UTF-8.",
  1009005: "Pass the roomID of the room that this engine is logged in to.",
  1009010: "Check the network and send again.",
  1009011: "Name every target user, or pass no target for everyone.",
  1009012: "Use the userID as it stands in the user list.",
  1009013: "Name fewer or shorter target users.",
  1009015: "Send fewer messages per second.",
  1012001: "Pass a source type that the documentation lists.",
  1012002: "Call createZegoStream with a custom source before publishing.",
  1012003: "Call createZegoStream with a custom source before playing.",
  1012004: "Call createZegoStream with a custom source before publishing or playing.",
  1012010: "Use 8000, 16000, 22050, 24000, 32000, 44100 or 48000 Hz.",
};

/**
 * An error with the code's own name and hint. `message` says what arrived and what was expected,
 * without a full stop at its end.
 */
export function makeError(code: ErrorCode, message: string): Error {
  const entry = Object.entries(ErrorCode).find(([, number]) => number === code);
  const name = entry?.[0].toLowerCase() ?? "unknown";
  return { code, name, message, hint: HINTS[code] ?? "" };
}

/** The three things that can be wrong with an id, with their codes. */
export interface IdRule {
  /** What the id is called in messages. */
  what: string;
  /** The most bytes of its UTF-8. */
  mostBytes: number;
  /** Finds a character that is not allowed. */
  refused: RegExp;
  empty: ErrorCode;
  characters: ErrorCode;
  tooLong: ErrorCode;
}

/** The rule of roomIDs. */
export const ROOM_ID_RULE: IdRule = {
  what: "roomID",
  mostBytes: 127,
  refused: /[^\u{21}\u{23}-9\u{3b}-\u{3e}\u{40}-Z\u{5c}\u{5e}-z\u{7e}\u{2019}]/u,
  empty: 1002011,
  characters: 1002012,
  tooLong: 1002013,
};

/** The rule of userIDs. */
export const USER_ID_RULE: IdRule = {
  what: "userID",
  mostBytes: 63,
  refused: /[^\u{21}\u{23}-9\u{3b}-\u{3e}\u{40}-Z\u{5c}\u{5e}-z\u{7e}\u{2019}]/u,
  empty: 1002005,
  characters: 1002006,
  tooLong: 1002007,
};

/** The rule of userNames. */
export const USER_NAME_RULE: IdRule = {
  what: "userName",
  mostBytes: 255,
  refused: /[^\u{20}-\u{7e}\u{a0}-\u{d7ff}\u{e000}-\u{10ffff}]/u,
  empty: 1002008,
  characters: 1002009,
  tooLong: 1002010,
};

/** The rule of streamIDs. */
export const STREAM_ID_RULE: IdRule = {
  what: "streamID",
  mostBytes: 256,
  refused: /[^\u{2d}0-9A-Z\u{5f}a-z]/u,
  empty: 1000015,
  characters: 1000016,
  tooLong: 1000014,
};

/** Longest stream extra info in bytes (the rule is "fewer than 1024"). */
export const STREAM_EXTRA_INFO_BYTES = 1023;
/** Longest room extra info key in bytes. */
export const ROOM_EXTRA_INFO_KEY_BYTES = 10;
/** Longest room extra info value in bytes. */
export const ROOM_EXTRA_INFO_VALUE_BYTES = 128;
/** Longest room message or custom command in bytes. */
export const MESSAGE_BYTES = 1024;
/** Streams that one engine may play at once. */
export const PLAYS = 12;
/** Streams that one engine may publish at once: Main, Aux, Third and Fourth. */
export const PUBLISH_CHANNELS = 4;
/** Broadcast messages a room carries in one second. */
export const BROADCASTS_PER_ROOM_PER_SECOND = 10;
/** Broadcast messages one user may send in one second. */
export const BROADCASTS_PER_USER_PER_SECOND = 2;
/** Barrage messages a room carries in one second; further ones are dropped. */
export const BARRAGES_PER_ROOM_PER_SECOND = 20;
/** Custom commands in one second from one user to one target. */
export const COMMANDS_TO_ONE_PER_SECOND = 200;
/** Custom commands in one second from one user to several targets. */
export const COMMANDS_TO_MANY_PER_SECOND = 10;
/** Changes of a room's extra info in one second. */
export const ROOM_EXTRA_INFOS_PER_SECOND = 10;
/** Messages in one `on_im_recv_*` callback. */
export const MESSAGES_PER_CALLBACK = 50;
/** Longest signalling message in bytes: an offer with a large slot pool fits many times over. */
export const SIGNAL_MESSAGE_BYTES = 262144;
/** How long a silent session is kept before its user and streams are removed. */
export const HEARTBEAT_TIMEOUT_MS = 90000;
/** How often a client sends a heartbeat. */
export const HEARTBEAT_INTERVAL_MS = 30000;
/** How often a room tells its user count. */
export const USER_COUNT_INTERVAL_MS = 30000;
/** How long before a token expires the client is warned. */
export const TOKEN_WARNING_MS = 30000;
