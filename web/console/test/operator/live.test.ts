import { describe, expect, it, vi } from "vitest";
import { Api } from "../../src/operator/state/api";
import type { LiveRoom, LiveStream, LiveUser } from "../../src/operator/state/generated";
import { gradeOf } from "../../src/operator/state/grade";
import { LiveView } from "../../src/operator/state/live";
import { HISTORY_MS, remembered } from "../../src/operator/state/live-history";
import { RoomActs } from "../../src/operator/state/room-acts";
import { membersOf } from "../../src/operator/state/room-members";
import { pictureOf, shapeFor } from "../../src/operator/state/room-picture";

const user = (user_id: string): LiveUser => ({
  user_id,
  user_name: "",
  platform: "web",
  logged_in_ms: 0,
  connected: true,
  has_transport: true,
  round_trip_ms: 12,
});

const stream = (user_id: string, players: string[], loss = 0): LiveStream => ({
  stream_id: `${user_id}-main`,
  user_id,
  created_ms: 0,
  codec: "opus",
  level: 40,
  bits_per_second: 32_000,
  loss: 0.01,
  jitter_ms: 3,
  has_open_microphone: true,
  has_video: false,
  players: players.map((player) => ({
    user_id: player,
    loss,
    jitter_ms: 4,
    bits_per_second: 32_000,
  })),
});

const room = (users: string[], streams: LiveStream[]): LiveRoom => ({
  room_id: "r",
  created_ms: 0,
  users: users.map(user),
  streams,
});

describe("the live view", () => {
  it("takes the rooms of its project, and says when pictures stop", () => {
    const listeners = new Map<string, (event: { data: string }) => void>();
    const opened: string[] = [];
    let closed = 0;
    let lost = 0;
    const source = {
      readyState: 0,
      addEventListener: (type: string, listener: (event: { data: string }) => void) => {
        listeners.set(type, listener);
      },
      close: () => {
        closed += 1;
      },
    };
    const open = (address: string) => {
      opened.push(address);
      return source;
    };
    vi.useFakeTimers();
    const view = new LiveView(7, () => (lost += 1), open);
    view.start();
    expect(opened).toEqual(["/api/v1/apps/7/live"]);
    expect(view.rooms.value).toBeUndefined();
    const rooms = [room(["amy", "bob"], [stream("amy", ["bob"], 0.1)])];
    const apps = [
      { app_id: 8, rooms: [room(["eve"], [])] },
      { app_id: 7, rooms },
    ];
    listeners.get("message")?.({ data: JSON.stringify({ time_ms: 1000, apps }) });
    expect(view.link.value).toBe("connected");
    expect(view.rooms.value).toEqual(rooms);
    expect(view.histories.value.get("amy-main")).toEqual([
      { time: 1000, bitrate: 32, loss: 1, worst: 10, rtt: 12 },
    ]);
    listeners.get("error")?.({ data: "" });
    expect([view.link.value, lost]).toEqual(["lost", 1]);
    // A browser tries again by itself, unless it was refused.
    vi.advanceTimersByTime(10_000);
    expect(opened).toHaveLength(1);
    source.readyState = 2;
    listeners.get("error")?.({ data: "" });
    vi.advanceTimersByTime(10_000);
    expect(opened).toHaveLength(2);
    listeners.get("error")?.({ data: "" });
    view.stop();
    vi.advanceTimersByTime(10_000);
    expect([opened.length, closed]).toEqual([2, 2]);
    vi.useRealTimers();
  });
});

describe("the last minutes", () => {
  it("are kept for streams that are live, and no longer", () => {
    const rooms = [room(["amy"], [stream("amy", [])])];
    let histories = remembered(new Map(), 1000, rooms);
    histories = remembered(histories, 2000, rooms);
    expect(histories.get("amy-main")?.map(({ time }) => time)).toEqual([1000, 2000]);
    histories = remembered(histories, 2000 + HISTORY_MS, rooms);
    expect(histories.get("amy-main")).toHaveLength(1);
    expect(remembered(histories, 3000 + HISTORY_MS, []).size).toBe(0);
  });
});

describe("a grade", () => {
  it("follows the numbers of the legend", () => {
    const good = { loss: 0, jitter_ms: 0, bits_per_second: 1 };
    expect(gradeOf(good)).toBe("good");
    expect(gradeOf({ ...good, loss: 0.02 })).toBe("warning");
    expect(gradeOf({ ...good, jitter_ms: 30 })).toBe("warning");
    expect(gradeOf({ ...good, loss: 0.08 })).toBe("error");
    expect(gradeOf({ ...good, jitter_ms: 80 })).toBe("error");
    expect(gradeOf({ ...good, loss: 1, bits_per_second: 0 })).toBe("info");
  });
});

describe("the users of a room", () => {
  it("speak, are muted, and have a network of their own", () => {
    const quiet = { ...stream("bob", ["amy", "eve"], 0.2), level: 8, has_open_microphone: false };
    const streams = [stream("amy", ["bob", "eve"]), quiet, stream("dan", ["amy", "eve"])];
    const members = membersOf(room(["amy", "bob", "eve", "dan"], streams));
    expect(members.map(({ speaks, isMuted }) => [speaks, isMuted])).toEqual([
      [true, false],
      [false, true],
      [false, false],
      [true, false],
    ]);
    // Amy plays one of two badly, Eve one of three.
    expect(members.map(({ network }) => network)).toEqual(["error", "good", "good", "good"]);
    const sent = { ...stream("amy", ["bob"]), loss: 0.03 };
    expect(membersOf(room(["amy"], [sent]))[0]?.network).toBe("warning");
    const silent = { ...stream("amy", []), bits_per_second: 0 };
    expect(membersOf(room(["amy"], [silent]))[0]?.network).toBe("good");
  });
});

describe("the picture of a room", () => {
  const wide = shapeFor(false, 3);

  it("has a node for each user and an arc for each play, both ways apart", () => {
    const both = [stream("amy", ["bob"], 0.2), stream("bob", ["amy"])];
    const { nodes, arcs, omitted } = pictureOf(room(["amy", "bob", "eve"], both), wide);
    expect(nodes.map(({ userId, publishes }) => [userId, publishes])).toEqual([
      ["amy", true],
      ["bob", true],
      ["eve", false],
    ]);
    expect(arcs.map(({ from, to, tone }) => [from, to, tone])).toEqual([
      ["amy", "bob", "error"],
      ["bob", "amy", "good"],
    ]);
    expect(arcs[0]?.path).not.toBe(arcs[1]?.path);
    expect(omitted).toBe(0);
  });

  it("leaves out those with the fewest plays where there are too many", () => {
    const users = Array.from({ length: wide.mostNodes + 6 }, (_, index) => `u${index}`);
    const last = users.at(-1) ?? "";
    const { nodes, arcs, omitted } = pictureOf(room(users, [stream(last, ["u0"])]), wide);
    expect(nodes).toHaveLength(wide.mostNodes);
    expect(omitted).toBe(6);
    expect(arcs).toHaveLength(1);
    expect(nodes.some(({ userId }) => userId === last)).toBe(true);
  });

  it("puts all nodes and names inside", () => {
    for (const isNarrow of [false, true]) {
      for (const count of [1, 2, 3, 7, 16, 24]) {
        const users = Array.from({ length: count }, (_, index) => `u${index}`);
        const shape = shapeFor(isNarrow, count);
        for (const { x, y, label } of pictureOf(room(users, []), shape).nodes) {
          expect(x).toBeGreaterThan(60);
          expect(x).toBeLessThan(shape.width - 60);
          expect(y + Math.min(label.y, -shape.node)).toBeGreaterThan(12);
          expect(y + label.y).toBeLessThan(shape.height - 4);
        }
      }
    }
  });
});

describe("an act on a room", () => {
  it("reaches ids with any characters", async () => {
    const asked: string[] = [];
    const api = new Api(async (path, init) => {
      asked.push(`${init.method} ${path}`);
      return new Response(null, { status: 204 });
    });
    await new RoomActs(api, 7, "a/b").kick("x?y").perform("too loud");
    await new RoomActs(api, 7, "..").close(2).perform("");
    await new RoomActs(api, 7, "r").stop("s-1").perform("");
    expect(asked).toEqual([
      "DELETE /api/v1/apps/7/rooms/a%2Fb/users/x%3Fy?reason=too%20loud",
      "DELETE /api/v1/apps/7/rooms/%3A..",
      "DELETE /api/v1/apps/7/streams/s-1",
    ]);
  });
});
