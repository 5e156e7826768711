/** One engine's way to the server: settings, the driver, and where the engine is. */
import { RoomStateChangedReason as Reason } from "../protocol/generated";
import type { Event, Reply } from "../session";
import { engineDestroyed, WebCode, wireError } from "./codes";
import { type Call, Driver, type DriverHost, type Order } from "./driver";
import { ExpressError } from "./errors";
import type { Log } from "./log";
import type { Outbox } from "./outbox";
import { type PageListener, watchPage } from "./page-events";
import { ServerClock } from "./server-clock";
import type { EngineConfig } from "./types";

const RETRY_S = 300;
const REQUEST_TIMEOUT_MS = 5_000;
const INITIAL_SLOTS = { send: 1, receive: 2, sendVideo: 0, receiveVideo: 0 };
const NOT_IN_ROOM = 1000002;

/** Whether the engine is in a room. */
export type Presence = "out" | "entering" | "in";

/** What a session does for publishing, playing and rooms. */
export type ClientHost = Omit<DriverHost, "hello">;

/** Makes a driver at the first login, and keeps it for later ones: they use its transport again. */
export class Client implements PageListener {
  readonly clock = new ServerClock();
  readonly outbox: Outbox;
  readonly #appId: number;
  readonly #url: string | undefined;
  readonly #log: Log;
  readonly #host: ClientHost;
  readonly #stopWatching: () => void;
  #config: EngineConfig = {};
  #driver: Driver | undefined;
  #presence: Presence = "out";
  #roomId: string | undefined;
  #destroyed = false;

  constructor(appId: number, url: string | undefined, outbox: Outbox, log: Log, host: ClientHost) {
    this.#appId = appId;
    this.#url = url;
    this.outbox = outbox;
    this.#log = log;
    this.#host = host;
    this.#stopWatching = watchPage(this);
  }

  /** Whether the engine is in a room. */
  get presence(): Presence {
    return this.#presence;
  }

  /** The room, while the engine is in one or enters it. */
  get roomId(): string | undefined {
    return this.#roomId;
  }

  /** Settings for the next login. */
  configure(config: EngineConfig): void {
    this.#config = { ...this.#config, ...config };
    if (this.#presence !== "out") return;
    this.#driver?.destroy();
    this.#driver = undefined;
  }

  /** Throws what keeps a login from being tried. */
  checkLogin(): void {
    if (this.#destroyed) throw engineDestroyed();
    if (this.#presence === "entering") {
      throw new ExpressError({
        code: WebCode.LoginRunning,
        name: "login_running",
        message: `the login to room ${JSON.stringify(this.#roomId)} is under way`,
        hint: "Wait for its promise",
      });
    }
    if (!Number.isInteger(this.#appId) || this.#appId < 0 || this.#appId > 0xffff_ffff) {
      const message = `the appID is ${JSON.stringify(this.#appId)}, no number from 1 to 4294967295`;
      throw wireError(WebCode.AppId, message);
    }
    if (this.#appId === 0) throw wireError(1001000, "the appID is 0");
    if (typeof RTCPeerConnection === "undefined" || typeof WebSocket === "undefined") {
      throw new ExpressError({
        code: 1103002,
        name: "browser",
        message: "this browser has no WebRTC",
        hint: "Use a current Chromium, Firefox or Safari, with WebRTC switched on",
      });
    }
  }

  /** Performs a call; the promise settles in the order of events. */
  async call(call: Call): Promise<Reply> {
    const driver = this.#driver ?? this.#start();
    return this.#inOrder(driver.call(call));
  }

  /** Leaves the room at once: the application may log in again in its next line. */
  async logout(roomId: string | null): Promise<void> {
    if (!this.#driver) return;
    const call = { kind: "logout", roomId } as const;
    const here = roomId === null || roomId === this.#roomId;
    await this.#inOrder(here ? this.#driver.callAtOnce(call) : this.#driver.call(call));
  }

  /** Performs an order where there is a session at all. */
  order(order: Order): void {
    this.#driver?.handle(order);
  }

  /** The error of a call that needs a room. */
  roomMissing(): ExpressError | undefined {
    if (this.#presence !== "out") return undefined;
    return wireError(NOT_IN_ROOM, "the engine is in no room");
  }

  /** These receivers should bring packets. */
  expect(receivers: RTCRtpReceiver[]): void {
    this.#driver?.expect(receivers);
  }

  networkChanged(): void {
    if (this.#presence !== "out") this.#driver?.handle({ kind: "networkChanged" });
  }

  leaving(): void {
    if (this.#presence === "out") return;
    this.#driver?.handleAtOnce({ kind: "logout", request: 0, roomId: null });
  }

  /** Leaves the room and lets go of everything. */
  destroy(): void {
    this.#destroyed = true;
    this.#stopWatching();
    this.#driver?.destroy();
    this.#driver = undefined;
  }

  #inOrder(result: Promise<Reply>): Promise<Reply> {
    return new Promise((resolve, reject) => {
      result.then(
        (reply) => this.outbox.post(() => resolve(reply)),
        (cause) => this.outbox.post(() => reject(cause)),
      );
    });
  }

  #start(): Driver {
    if (!this.#url) {
      throw new ExpressError({
        code: WebCode.NoEngine,
        name: "no_server",
        message: "there is no server to connect to: the page and this script are no web addresses",
        hint: 'Pass the server: new ZegoExpressEngine(appID, "wss://your.server:7870")',
      });
    }
    const config = {
      appId: this.#appId,
      platform: "web",
      roomRetryMs: retryMs(this.#config.room_retry_time),
      avRetryMs: retryMs(this.#config.av_retry_time),
      requestTimeoutMs: REQUEST_TIMEOUT_MS,
      initialSlots: INITIAL_SLOTS,
    };
    const host: DriverHost = {
      ...bound(this.#host),
      event: (event) => {
        this.#follow(event);
        this.#host.event(event);
      },
      hello: ({ time_ms }, connectMs) => this.clock.told(performance.now(), time_ms, connectMs),
    };
    this.#driver = new Driver(this.#url, config, host, this.#log);
    return this.#driver;
  }

  #follow(event: Event): void {
    if (event.kind !== "roomStateChanged") return;
    switch (event.reason) {
      case Reason.Logining:
        this.#presence = "entering";
        this.#roomId = event.roomId;
        break;
      case Reason.Logined:
      case Reason.Reconnected:
        this.#presence = "in";
        break;
      case Reason.LoginFailed:
      case Reason.ReconnectFailed:
      case Reason.KickOut:
      case Reason.Logout:
        this.#presence = "out";
        this.#roomId = undefined;
        break;
      case Reason.Reconnecting:
      case Reason.LogoutFailed:
        break;
    }
  }
}

/** Pages pass numbers as texts too; what is no time at all leaves the default. */
function retryMs(seconds: unknown): number {
  const given = seconds === undefined || seconds === null ? Number.NaN : Number(seconds);
  return (given >= 0 ? given : RETRY_S) * 1000;
}

function bound(host: ClientHost): ClientHost {
  return {
    event: (event) => host.event(event),
    startSending: (...args) => host.startSending(...args),
    stopSending: (channel) => host.stopSending(channel),
    startReceiving: (...args) => host.startReceiving(...args),
    stopReceiving: (streamId) => host.stopReceiving(streamId),
    startSendingVideo: (...args) => host.startSendingVideo(...args),
    stopSendingVideo: (channel) => host.stopSendingVideo(channel),
    startReceivingVideo: (...args) => host.startReceivingVideo(...args),
    stopReceivingVideo: (streamId) => host.stopReceivingVideo(streamId),
  };
}
