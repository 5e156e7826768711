/** Where everything stands in the picture of a room: users on an ellipse, plays as arcs. */
import type { Tone } from "../../components/notice";
import type { LiveRoom } from "./generated";
import { gradeOf } from "./grade";
import { type Member, membersOf } from "./room-members";

/** How large the picture is, in its own units. */
export interface Shape {
  width: number;
  height: number;
  /** A node's radius. */
  node: number;
  /** More users would not be told apart. */
  mostNodes: number;
  /** Of a name, in characters. */
  longestName: number;
  /** Whether the names at the sides stand beside their nodes, for want of space between these. */
  isCrowded: boolean;
}

/** The shape for so many users where there is so much room. */
export function shapeFor(isNarrow: boolean, users: number): Shape {
  const isFew = users <= (isNarrow ? 8 : 12);
  if (isNarrow) {
    return isFew
      ? { width: 400, height: 400, node: 22, mostNodes: 16, longestName: 11, isCrowded: false }
      : { width: 400, height: 560, node: 13, mostNodes: 16, longestName: 9, isCrowded: true };
  }
  return isFew
    ? {
        width: 840,
        height: users <= 2 ? 240 : 400,
        node: 22,
        mostNodes: 24,
        longestName: 18,
        isCrowded: false,
      }
    : { width: 840, height: 540, node: 14, mostNodes: 24, longestName: 14, isCrowded: true };
}

/** How far a node's ring and what is beside it reach. */
const RING = 5;
/** For names at the sides, and above and below. */
const MARGIN = { x: 76, y: 62 };
const CROWDED_MARGIN = { x: 104, y: 52 };
/** How far an arc leaves the straight line, as a share of its length. */
const BEND = 0.16;

/** A user with a place. */
export interface Node extends Member {
  x: number;
  y: number;
  /** Where his name stands, from his middle: outside of the circle of users. */
  label: { x: number; y: number; anchor: "start" | "middle" | "end" };
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
export function pictureOf(room: LiveRoom, shape: Shape): Picture {
  const shown = membersShown(room, shape.mostNodes);
  const places = shown.map((member, index) => placed(member, index, shown.length, shape));
  const nodes = new Map(places.map((node) => [node.userId, node]));
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
          path: arcBetween(from, to, shape.node + RING + 5),
        });
      }
    }
  }
  return { nodes: places, arcs, omitted: room.users.length - shown.length };
}

function placed(member: Member, index: number, count: number, shape: Shape): Node {
  const middle = { x: shape.width / 2, y: shape.height / 2 };
  const margin = shape.isCrowded ? CROWDED_MARGIN : MARGIN;
  const beside = shape.node + RING + 6;
  const below = { x: 0, y: shape.node + RING + 16, anchor: "middle" } as const;
  if (count === 1) {
    return { ...member, x: middle.x, y: middle.y - 10, label: below };
  }
  // Two face each other from the sides.
  const start = count === 2 ? Math.PI : -Math.PI / 2;
  const angle = start + (2 * Math.PI * index) / count;
  const [reach, rise] = [Math.cos(angle), Math.sin(angle)];
  const position = {
    x: middle.x + (middle.x - margin.x) * reach,
    y: middle.y + (middle.y - margin.y) * rise,
  };
  if (shape.isCrowded && Math.abs(reach) > 0.3) {
    const anchor = reach > 0 ? ("start" as const) : ("end" as const);
    return { ...member, ...position, label: { x: Math.sign(reach) * beside, y: 4, anchor } };
  }
  return {
    ...member,
    ...position,
    label: rise < -0.1 ? { x: 0, y: -(beside + 1), anchor: "middle" } : below,
  };
}

function membersShown(room: LiveRoom, most: number): readonly Member[] {
  const members = membersOf(room);
  if (members.length <= most) {
    return members;
  }
  const plays = new Map<string, number>();
  const count = (user: string, by: number) => plays.set(user, (plays.get(user) ?? 0) + by);
  for (const stream of room.streams) {
    count(stream.user_id, 1 + stream.players.length);
    for (const player of stream.players) {
      count(player.user_id, 1);
    }
  }
  const sorted = [...members].sort(
    (a, b) => (plays.get(b.userId) ?? 0) - (plays.get(a.userId) ?? 0),
  );
  const chosen = new Set(sorted.slice(0, most));
  return members.filter((member) => chosen.has(member));
}

interface Point {
  x: number;
  y: number;
}

/** Bends to its own left, so that the way back does not lie on it. */
function arcBetween(from: Point, to: Point, away: number): string {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  const control = {
    x: (from.x + to.x) / 2 + dy * BEND,
    y: (from.y + to.y) / 2 - dx * BEND,
  };
  // Arcs touch no node: short ones between neighbours keep a part of their way at least.
  const clearance = Math.min(away, length / 3);
  const begin = towards(from, control, clearance);
  const end = towards(to, control, clearance + 4);
  const at = ({ x, y }: Point) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  return `M${at(begin)}Q${at(control)} ${at(end)}`;
}

function towards(point: Point, goal: Point, by: number): Point {
  const length = Math.hypot(goal.x - point.x, goal.y - point.y) || 1;
  return {
    x: point.x + ((goal.x - point.x) * by) / length,
    y: point.y + ((goal.y - point.y) * by) / length,
  };
}
