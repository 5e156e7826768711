/** Rooms: into them, out of them, and messages in them. */
import type { Client } from "./client";
import { WebCode, wireError } from "./codes";
import { ExpressError } from "./errors";
import { checkRoomId, checkText, checkUser, checkUserId } from "./ids";
import type { Log } from "./log";
import type { CallResult, RoomConfig, SwitchRoomConfig, User } from "./types";

const LOGIN_TWICE = 1002001;
const TOKEN = /^04[A-Za-z0-9+/=]+$/;

/** See the members of the same names of the engine. */
export class Rooms {
  readonly #client: Client;
  readonly #log: Log;

  constructor(client: Client, log: Log) {
    this.#client = client;
    this.#log = log;
  }

  async login(roomID: string, token: string, user: User, config?: RoomConfig): Promise<boolean> {
    const roomId = checkRoomId(roomID);
    const wireUser = checkUser(user);
    this.#client.checkLogin();
    if (this.#client.presence === "in") {
      throw wireError(LOGIN_TWICE, `the engine is in room ${JSON.stringify(this.#client.roomId)}`);
    }
    await this.#enter(
      this.#client.call({
        kind: "login",
        roomId,
        user: wireUser,
        config: loginConfig(config?.userUpdate, config?.maxMemberCount),
        token: checkToken(token),
      }),
    );
    return true;
  }

  logout(roomID?: string): void {
    if (this.#client.presence === "out") return;
    const roomId = roomID === undefined || roomID === null || roomID === "" ? null : roomID;
    this.#client.logout(roomId).catch((error) => this.#log.warn(error));
  }

  async switch(from: string, to: string, config?: SwitchRoomConfig): Promise<boolean> {
    const call = {
      kind: "switchRoom",
      from: checkRoomId(from),
      to: checkRoomId(to),
      config: loginConfig(config?.isUserStatusNotify ?? config?.userUpdate, config?.maxMemberCount),
      token: checkToken(config?.token),
    } as const;
    const missing = this.#client.roomMissing();
    if (missing) throw missing;
    await this.#enter(this.#client.call(call));
    return true;
  }

  renewToken(token: string, roomID?: string): boolean {
    const roomId = roomID || this.#client.roomId;
    if (typeof token !== "string" || !TOKEN.test(token)) {
      this.#log.error("renewToken: this is no token; one starts with 04");
      return false;
    }
    if (roomId === undefined) {
      this.#log.error("renewToken: the engine is in no room");
      return false;
    }
    this.#client.order({ kind: "renewToken", roomId, token });
    return true;
  }

  async setExtraInfo(roomID: string, key: string, value: string): Promise<CallResult> {
    await this.#roomCall(roomID, (roomId) =>
      this.#client.call({
        kind: "setRoomExtraInfo",
        roomId,
        key: checkText(key, "the key"),
        value: checkText(value, "the value"),
      }),
    );
    return { errorCode: 0, extendedData: "" };
  }

  async broadcast(roomID: string, message: string): Promise<CallResult & { messageID: number }> {
    const reply = await this.#roomCall(roomID, (roomId) =>
      this.#client.call({
        kind: "sendBroadcastMessage",
        roomId,
        message: checkText(message, "the message"),
      }),
    );
    const messageID = reply.kind === "broadcastSent" ? reply.messageId : 0;
    return { errorCode: 0, extendedData: "", messageID };
  }

  async barrage(roomID: string, message: string): Promise<CallResult & { messageID: string }> {
    const reply = await this.#roomCall(roomID, (roomId) =>
      this.#client.call({
        kind: "sendBarrageMessage",
        roomId,
        message: checkText(message, "the message"),
      }),
    );
    const messageID = reply.kind === "barrageSent" ? reply.messageId : "";
    return { errorCode: 0, extendedData: "", messageID };
  }

  async command(roomID: string, command: string, userIDs: string[]): Promise<CallResult> {
    await this.#roomCall(roomID, (roomId) =>
      this.#client.call({
        kind: "sendCustomCommand",
        roomId,
        command: checkText(command, "the command"),
        toUsers: targets(userIDs),
      }),
    );
    return { errorCode: 0, extendedData: "" };
  }

  #roomCall<T>(roomID: string, call: (roomId: string) => Promise<T>): Promise<T> {
    const missing = this.#client.roomMissing();
    if (missing) throw missing;
    return call(checkRoomId(roomID));
  }

  /** A login that ended by a logout of the application is told by a number of its own. */
  async #enter<T>(entering: Promise<T>): Promise<T> {
    try {
      return await entering;
    } catch (cause) {
      if (!(cause instanceof ExpressError) || cause.code !== WebCode.SocketClosed) throw cause;
      const { message, hint } = cause;
      throw new ExpressError({
        code: WebCode.LoginCancelled,
        name: "login_cancelled",
        message,
        hint,
      });
    }
  }
}

function loginConfig(notify: boolean | undefined, most: number | undefined) {
  return {
    is_user_status_notify: notify === true,
    max_member_count: Number.isInteger(most) && (most ?? 0) > 0 ? (most ?? 0) : 0,
  };
}

/** Pages without a token pass "" or nothing; a server in open mode takes it. */
function checkToken(token: unknown): string {
  return token === undefined || token === null ? "" : checkText(token, "the token");
}

/** The documented shape is a list of ids; the objects of other platforms are understood too. */
function targets(users: unknown): string[] {
  if (users === undefined || users === null) return [];
  const list = Array.isArray(users) ? users : [users];
  return list.map((user) => checkUserId(typeof user === "object" ? user?.userID : user));
}
