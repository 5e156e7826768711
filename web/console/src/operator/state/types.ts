/** What `/api/v1` says and takes. Times are ms since 1970. */

/** What the server knows about who asks. */
export interface SessionAnswer {
  state: "setup_needed" | "signed_out" | "signed_in";
  csrf_token?: string;
  expires_ms?: number;
}

/** What a login has to bring. */
export type AuthMode = "app_sign_and_token" | "token_only" | "open";

/** What happens when a token expires during a call. */
export type TokenExpiry = "stay" | "kick";

/** A project, without its secrets. */
export interface App {
  app_id: number;
  name: string;
  auth: AuthMode;
  strict: boolean;
  on_token_expiry: TokenExpiry;
}

/** What of a project can be changed. */
export type AppChange = Partial<Omit<App, "app_id">>;

/** The secrets of a project. */
export interface Secrets {
  app_sign: string;
  server_secret: string;
}

/** The name of a secret. */
export type SecretName = keyof Secrets;

/** An API key, without what makes it one. */
export interface ApiKey {
  key_id: number;
  name: string;
  begins_with: string;
  created_ms: number;
}

/** A key that was just made. */
export interface NewApiKey extends ApiKey {
  api_key: string;
}

/** A token to be made. */
export interface NewToken {
  user_id: string;
  room_id?: string;
  may_login?: boolean;
  may_publish?: boolean;
  stream_ids?: string[];
  valid_seconds: number;
}

/** A token that was just made. */
export interface MadeToken {
  token: string;
  expires_ms: number;
}

/** Why something was refused, or what is wrong with a token. */
export interface Problem {
  code: number;
  name: string;
  message: string;
  hint: string;
}

/** What a token says. */
export interface TokenClaims {
  app_id: number;
  user_id: string;
  nonce: number;
  made_ms: number;
  expires_ms: number;
  payload: string;
  privileges?: {
    room_id: string;
    may_login: boolean;
    may_publish: boolean;
    stream_ids: string[];
  };
}

/** A token in parts, and what is wrong with it. */
export interface ExplainedToken {
  is_valid: boolean;
  code?: number;
  form?: "cbc" | "gcm";
  claims?: TokenClaims;
  unverified_expires_ms?: number;
  findings: Problem[];
  server_time_ms: number;
}

/** All rooms at one moment. */
export interface Live {
  time_ms: number;
  apps: LiveApp[];
}

/** The rooms of one project. */
export interface LiveApp {
  app_id: number;
  rooms: LiveRoom[];
}

/** One room. */
export interface LiveRoom {
  room_id: string;
  created_ms: number;
  users: LiveUser[];
  streams: LiveStream[];
}

/** One user in a room. */
export interface LiveUser {
  user_id: string;
  user_name: string;
  platform: string;
  logged_in_ms: number;
  connected: boolean;
  has_transport: boolean;
  round_trip_ms?: number;
}

/** One live stream. `loss` is a share from 0 to 1, `level` goes from 0 to 100. */
export interface LiveStream {
  stream_id: string;
  user_id: string;
  created_ms: number;
  codec: string;
  level: number;
  bits_per_second: number;
  loss: number;
  jitter_ms: number;
  has_open_microphone: boolean;
  has_video: boolean;
  players: LivePlayer[];
}

/** One play of a stream. */
export interface LivePlayer {
  user_id: string;
  loss: number;
  jitter_ms: number;
  bits_per_second: number;
}

/** A login that was tried. */
export interface Login {
  time_ms: number;
  room_id: string;
  user_id: string;
  user_name: string;
  platform: string;
  /** 0 for one that succeeded. */
  code: number;
  proof?: "none" | "app_sign" | "token";
  problem?: Problem;
}
