/** What the server tells unasked. */
import type { Event as Push, RoomSnapshot } from "../protocol/generated";
import type { Event } from "./io";
import { drained } from "./link-loss";
import { refused } from "./login";
import type { Machine } from "./machine";
import { handleTransportGone } from "./offers";
import { playState, remoteCameraState, remoteMicState } from "./playing";
import { publishStopped } from "./publishing";
import type { Stay } from "./stay";

/** Takes a push, once: those seen before, and those of no session, are left out. */
export function handlePush(machine: Machine, now: number, seq: number, push: Push): void {
  const { stay } = machine;
  if (stay?.phase.kind !== "connected" || stay.known === undefined || seq <= stay.known.lastSeq) {
    return;
  }
  stay.known.lastSeq = seq;
  switch (push.event) {
    case "play_state":
      playState(machine, push.stream_id, push.live, push.code, push.mic_state, push.camera_state);
      break;
    case "remote_mic_state":
      remoteMicState(machine, push.stream_id, push.state);
      break;
    case "remote_camera_state":
      remoteCameraState(machine, push.stream_id, push.state);
      break;
    case "stream_feedback":
      // The browser adapts its audio by itself, to the reports of the transport.
      break;
    case "publish_stopped":
      publishStopped(machine, push.stream_id, push.error);
      break;
    case "transport_lost":
      if (machine.path.isNamed(push.transport_id)) {
        handleTransportGone(machine, now);
      }
      break;
    case "kicked_out":
      refused(machine, push.error, true);
      break;
    case "draining":
      drained(machine, now, push.retry_after_ms);
      break;
    default: {
      const event = roomEvent(stay, push);
      if (event) {
        machine.event(event);
      }
    }
  }
}

type OfTheSession =
  | "play_state"
  | "remote_mic_state"
  | "remote_camera_state"
  | "stream_feedback"
  | "publish_stopped"
  | "transport_lost"
  | "kicked_out"
  | "draining";

/** What the application hears of a push about its room. */
function roomEvent(
  { roomId, view }: Stay,
  push: Exclude<Push, { event: OfTheSession }>,
): Event | undefined {
  switch (push.event) {
    case "room_users":
      return view.users(push.update, push.users);
    case "room_streams":
      return view.streams(push.update, push.streams, push.reasons ?? []);
    case "stream_extra_info":
      return view.streamExtraInfos(push.streams);
    case "room_extra_info":
      return view.extraInfos(push.infos);
    case "online_user_count":
      return view.userCount(push.count);
    case "broadcast_messages":
      return { kind: "recvBroadcastMessages", roomId, messages: push.messages };
    case "barrage_messages":
      return { kind: "recvBarrageMessages", roomId, messages: push.messages };
    case "custom_command":
      return {
        kind: "recvCustomCommand",
        roomId,
        fromUser: push.from_user,
        command: push.command,
      };
    case "token_will_expire":
      return { kind: "roomTokenWillExpire", roomId, remainSeconds: push.remain_seconds };
  }
}

/** Takes the whole room after a login, or after a resume that could not replay. */
export function roomSnapshot(machine: Machine, room: RoomSnapshot): void {
  for (const event of machine.stay?.view.snapshot(room) ?? []) {
    machine.event(event);
  }
}
