/**
 * What this client knows of the room, and how it learns of changes.
 *
 * Pushes and snapshots both pass through here, so that the application hears of each user and
 * stream once when it comes and once when it goes, whatever was lost in between.
 */
import {
  type RoomExtraInfo,
  type RoomId,
  type RoomSnapshot,
  type Stream,
  StreamDeleteReason,
  type StreamDeletion,
  type StreamId,
  UpdateType,
  type User,
  type UserId,
} from "../protocol/generated";
import type { Event } from "./io";
import { sortedKeys } from "./sorted";

/** The room as the application knows it. */
export class RoomView {
  readonly #roomId: RoomId;
  readonly #ownId: UserId;
  readonly #users = new Map<UserId, User>();
  readonly #streams = new Map<StreamId, Stream>();
  #extraInfo: RoomExtraInfo | undefined;

  /** An empty room, seen by its user `ownId`. */
  constructor(roomId: RoomId, ownId: UserId) {
    this.#roomId = roomId;
    this.#ownId = ownId;
  }

  /** Takes the whole room: what is told is the difference to what was known. */
  snapshot(snapshot: RoomSnapshot): Event[] {
    const { users, streams } = snapshot;
    const goneStreams = inOrder(this.#streams).filter(
      (known) =>
        !streams.some(
          (stream) => stream.stream_id === known.stream_id && sameUser(stream.user, known.user),
        ),
    );
    // Why they ended was told while nobody listened.
    const reasons = goneStreams.map(({ stream_id }) => ({
      stream_id,
      code: StreamDeleteReason.Disconnected,
    }));
    const present = new Map(users.map((user) => [user.user_id, user]));
    const goneUsers = inOrder(this.#users).filter((known) => {
      const user = present.get(known.user_id);
      return user === undefined || !sameUser(user, known);
    });

    const events = [
      this.streams(UpdateType.Delete, goneStreams, reasons),
      this.users(UpdateType.Delete, goneUsers),
      this.streams(UpdateType.Add, streams, []),
      this.users(UpdateType.Add, users),
      this.streamExtraInfos(streams),
      snapshot.extra_info && this.extraInfos([snapshot.extra_info]),
      this.userCount(snapshot.online_user_count),
    ];
    return events.filter((event) => event !== undefined);
  }

  /** Users came or went; those already known to be there or gone are left out. */
  users(update: UpdateType, all: User[]): Event | undefined {
    const users = all.filter((user) => {
      const wasKnown = this.#users.has(user.user_id);
      if (update === UpdateType.Delete) {
        return this.#users.delete(user.user_id);
      }
      this.#users.set(user.user_id, user);
      return !wasKnown;
    });
    const roomId = this.#roomId;
    return users.length > 0 ? { kind: "roomUserUpdate", roomId, update, users } : undefined;
  }

  /** Streams came or went; those already known to be there or gone are left out. */
  streams(update: UpdateType, all: Stream[], allReasons: StreamDeletion[]): Event | undefined {
    const streams = all.filter((stream) => {
      if (update === UpdateType.Delete) {
        return this.#streams.delete(stream.stream_id);
      }
      if (this.#streams.has(stream.stream_id)) {
        return false;
      }
      this.#streams.set(stream.stream_id, stream);
      return true;
    });
    const reasons = allReasons.filter((reason) =>
      streams.some((stream) => stream.stream_id === reason.stream_id),
    );
    const roomId = this.#roomId;
    return streams.length > 0
      ? { kind: "roomStreamUpdate", roomId, update, streams, reasons }
      : undefined;
  }

  /** Extra infos of streams were set; those that say nothing new are left out. */
  streamExtraInfos(all: Stream[]): Event | undefined {
    const streams = all.filter((stream) => {
      const known = this.#streams.get(stream.stream_id);
      if (known === undefined || known.extra_info === stream.extra_info) {
        return false;
      }
      this.#streams.set(stream.stream_id, stream);
      return true;
    });
    const roomId = this.#roomId;
    return streams.length > 0 ? { kind: "roomStreamExtraInfoUpdate", roomId, streams } : undefined;
  }

  /** The room's extra info was set; one's own and what is known already are left out. */
  extraInfos(all: RoomExtraInfo[]): Event | undefined {
    const infos = all.filter((info) => {
      const isKnown = this.#extraInfo !== undefined && sameInfo(this.#extraInfo, info);
      this.#extraInfo = info;
      return !isKnown && info.update_user.user_id !== this.#ownId;
    });
    const roomId = this.#roomId;
    return infos.length > 0 ? { kind: "roomExtraInfoUpdate", roomId, infos } : undefined;
  }

  /** The number of users was told. */
  userCount(count: number): Event {
    return { kind: "roomOnlineUserCountUpdate", roomId: this.#roomId, count };
  }
}

function inOrder<T>(known: ReadonlyMap<string, T>): T[] {
  return sortedKeys(known).flatMap((key) => known.get(key) ?? []);
}

function sameUser(one: User, other: User): boolean {
  return one.user_id === other.user_id && one.user_name === other.user_name;
}

function sameInfo(one: RoomExtraInfo, other: RoomExtraInfo): boolean {
  return (
    one.key === other.key &&
    one.value === other.value &&
    one.update_time_ms === other.update_time_ms &&
    sameUser(one.update_user, other.update_user)
  );
}
