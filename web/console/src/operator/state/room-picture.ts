/** Where everything stands in the picture of a room: users on a circle, plays as arcs. */
import type { Tone } from "../../components/notice";
import type { LiveRoom } from "./generated";
import { gradeOf } from "./grade";

/** The picture's size, in its own units. */
export const WIDTH = 640;
/** Its height. */
export const HEIGHT = 400;
/** More users would not be told apart. */
export const MOST_NODES = 24;

const RADIUS_X = 236;
const RADIUS_Y = 140;
/** Between a node's middle and where its arcs begin and end. */
const CLEARANCE = 32;
/** How far an arc leaves the straight line, as a share of its length. */
const BEND = 0.16;

/** A user. */
export interface Node {
  userId: string;
  name: string;
  x: number;
  y: number;
  /** Where his label stands. */
  labelY: number;
  publishes: boolean;
  connected: boolean;
  /** The loudest of his streams, 0 to 100. */
  level: number;
}

/** Somebody plays a stream. */
export interface Arc {
  streamId: string;
  from: string;
  to: string;
  tone: Tone;
  /** The path of an SVG. */
  path: string;
}

/** The whole picture. */
export interface Picture {
  nodes: Node[];
  arcs: Arc[];
  /** Users that have no place in it. */
  omitted: number;
}

/** Draws a room. Where there are too many users, those with the most plays are shown. */
export function pictureOf(room: LiveRoom): Picture {
  const shown = usersShown(room);
  const nodes = new Map(shown.map((user, index) => [user.user_id, node(index)]));

  function node(index: number): Node {
    const user = shown[index] as (typeof shown)[number];
    const streams = room.streams.filter(({ user_id }) => user_id === user.user_id);
    // One alone stands in the middle; two face each other from the sides.
    const start = shown.length === 2 ? Math.PI : -Math.PI / 2;
    const angle = start + (2 * Math.PI * index) / shown.length;
    const alone = shown.length === 1;
    const y = alone ? HEIGHT / 2 - 10 : HEIGHT / 2 - 10 + RADIUS_Y * Math.sin(angle);
    return {
      userId: user.user_id,
      name: user.user_name || user.user_id,
      x: alone ? WIDTH / 2 : WIDTH / 2 + RADIUS_X * Math.cos(angle),
      y,
      labelY: y + 42,
      publishes: streams.length > 0,
      connected: user.connected,
      level: Math.max(0, ...streams.map(({ level }) => level)),
    };
  }

  const arcs: Arc[] = [];
  for (const stream of room.streams) {
    const from = nodes.get(stream.user_id);
    for (const player of stream.players) {
      const to = nodes.get(player.user_id);
      if (from && to && from !== to) {
        arcs.push({
          streamId: stream.stream_id,
          from: from.userId,
          to: to.userId,
          tone: gradeOf(player),
          path: arcBetween(from, to),
        });
      }
    }
  }
  return { nodes: [...nodes.values()], arcs, omitted: room.users.length - shown.length };
}

function usersShown(room: LiveRoom): LiveRoom["users"] {
  if (room.users.length <= MOST_NODES) {
    return room.users;
  }
  const plays = new Map<string, number>();
  const count = (user: string, by: number) => plays.set(user, (plays.get(user) ?? 0) + by);
  for (const stream of room.streams) {
    count(stream.user_id, 1 + stream.players.length);
    for (const player of stream.players) {
      count(player.user_id, 1);
    }
  }
  const most = [...room.users].sort(
    (a, b) => (plays.get(b.user_id) ?? 0) - (plays.get(a.user_id) ?? 0),
  );
  const chosen = new Set(most.slice(0, MOST_NODES));
  return room.users.filter((user) => chosen.has(user));
}

/** Bends to its own left, so that the way back does not lie on it. */
function arcBetween(from: Node, to: Node): string {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  const control = {
    x: (from.x + to.x) / 2 + dy * BEND,
    y: (from.y + to.y) / 2 - dx * BEND,
  };
  // Arcs touch no node: short ones between neighbours keep a part of their way at least.
  const clearance = Math.min(CLEARANCE, length / 3);
  const begin = towards(from, control, clearance);
  const end = towards(to, control, clearance + 4);
  const at = ({ x, y }: { x: number; y: number }) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  return `M${at(begin)}Q${at(control)} ${at(end)}`;
}

function towards(point: Pick<Node, "x" | "y">, goal: { x: number; y: number }, by: number) {
  const length = Math.hypot(goal.x - point.x, goal.y - point.y) || 1;
  return {
    x: point.x + ((goal.x - point.x) * by) / length,
    y: point.y + ((goal.y - point.y) * by) / length,
  };
}
