/** The users of a room at a glance: who speaks, who is silent, whose network is bad. */
import type { Tone } from "../../components/notice";
import type { LiveRoom } from "./generated";
import { gradeOf, worst } from "./grade";

/** What is louder counts as speech: -42 dBov. */
const SPEECH_LEVEL = 30;

/** How good a user's network is; what sends nothing tells nothing. */
export type Network = Exclude<Tone, "info">;

/** A user. */
export interface Member {
  userId: string;
  /** What he is called, or his userID. */
  name: string;
  publishes: boolean;
  /** The loudest of his streams, 0 to 100. */
  level: number;
  speaks: boolean;
  /** Whether he publishes and no microphone of his is open. */
  isMuted: boolean;
  /** Whether he has a WebSocket at the moment. */
  connected: boolean;
  network: Network;
}

/** The users, in the order of their logins. */
export function membersOf(room: LiveRoom): Member[] {
  return room.users.map((user) => {
    const streams = room.streams.filter(({ user_id }) => user_id === user.user_id);
    const level = Math.max(0, ...streams.map((stream) => stream.level));
    return {
      userId: user.user_id,
      name: user.user_name || user.user_id,
      publishes: streams.length > 0,
      level,
      speaks: level >= SPEECH_LEVEL,
      isMuted: streams.length > 0 && streams.every((stream) => !stream.has_open_microphone),
      connected: user.connected,
      network: networkOf(user.user_id, room),
    };
  });
}

/**
 * The worse of his two ways: his worst stream towards the server, and the median of what he plays.
 * One bad play among good ones is not his network's fault.
 */
function networkOf(userId: string, room: LiveRoom): Network {
  const sent = room.streams.filter(({ user_id }) => user_id === userId).map(gradeOf);
  const played = room.streams
    .flatMap(({ players }) => players.filter(({ user_id }) => user_id === userId))
    .map(gradeOf)
    .filter((tone) => tone !== "info");
  const order: readonly Tone[] = ["good", "warning", "error"];
  played.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  const median = played[Math.floor(played.length / 2)] ?? "good";
  const tone = worst([...sent, median]);
  return tone === "info" ? "good" : tone;
}
