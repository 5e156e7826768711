/** Shapes that several parts of the API share. */

/** A scenario: 3 Default, 4 StandardVideoCall, 5 HighQualityVideoCall, 6 StandardChatroom,
 * 7 HighQualityChatroom, 8 Broadcast, 9 Karaoke, 100 unknown. */
export type Scenario = 3 | 4 | 5 | 6 | 7 | 8 | 9 | 100;

/** Further settings of a new engine. */
export interface EngineOptions {
  /** See {@link Scenario}. */
  scenario?: number;
}

/** The result of a call that succeeded; a failed one rejects with an `ExpressError`. */
export interface CallResult {
  /** 0. */
  errorCode: number;
  /** Further facts, often JSON. */
  extendedData?: string;
}

/** A user of a room. */
export interface User {
  /** Unique within the app. */
  userID: string;
  /** Where it is missing, the userID stands for it. */
  userName?: string;
}

/** A user as events show him: with a name. */
export type NamedUser = Required<User>;

/** The levels of the log, from the most to the least talkative. */
export type LogLevel = "debug" | "info" | "warn" | "error" | "report" | "disable";

/** What is logged. Nothing is ever sent to another host. */
export interface LogConfig {
  /** What reaches the console; `warn` without it. */
  logLevel?: LogLevel;
  /** Kept for pages that pass it; logs stay in the page. */
  remoteLogLevel?: LogLevel;
  /** Kept for pages that pass it; logs stay in the page. */
  logURL?: string;
  /** Kept for pages that pass it. */
  logCount?: number;
  /** Kept for pages that pass it. */
  logSize?: number;
}

/** Settings that hold for the next login. */
export interface EngineConfig {
  /** How long a login or a lost link is retried, in seconds; 300 without it. */
  room_retry_time?: number;
  /** How long a publish or a play is retried, in seconds; 300 without it. */
  av_retry_time?: number;
  /** Other keys are kept and have no effect. */
  [key: string]: unknown;
}

/** The server's clock. */
export interface NetworkTimeInfo {
  /** The server's time, in ms since 1970; 0 before the first connection. */
  timestamp: number;
  /** How far it may be off, in ms. */
  maxDeviation: number;
}

/** What `checkSystemRequirements` can be asked for. */
export type SystemRequirementType =
  | "webRTC"
  | "customCapture"
  | "camera"
  | "microphone"
  | "screenSharing"
  | "H264"
  | "H265"
  | "VP8"
  | "VP9";

/** What this browser can do. */
export interface SystemRequirements {
  webRTC: boolean;
  customCapture: boolean;
  camera: boolean;
  microphone: boolean;
  screenSharing: boolean;
  videoCodec: { H264: boolean; H265: boolean; VP8: boolean; VP9: boolean };
  /** Reasons for what is `false`. */
  errInfo: Record<string, unknown>;
  /** The answer where one thing was asked for. */
  result?: boolean;
}
