import { expect, test } from "vitest";
import { Outbox } from "../../src/engine/outbox";
import { RoomEvents } from "../../src/engine/room-events";
import type { EngineEvents } from "../../src/engine/types";
import { RoomStateChangedReason as Reason, UpdateType } from "../../src/protocol/generated";
import type { Event } from "../../src/session";

const BOB = { user_id: "bob", user_name: "Bob" };
const NAMED_BOB = { userID: "bob", userName: "Bob" };

/** What the application gets for these events. */
async function told(...events: Event[]): Promise<unknown[][]> {
  const outbox = new Outbox();
  const seen: unknown[][] = [];
  const names: (keyof EngineEvents)[] = [
    "roomStateUpdate",
    "roomStateChanged",
    "roomUserUpdate",
    "roomStreamUpdate",
    "streamExtraInfoUpdate",
    "roomExtraInfoUpdate",
    "tokenWillExpire",
    "IMRecvBroadcastMessage",
    "IMRecvCustomCommand",
  ];
  for (const name of names) outbox.on(name, (...args: unknown[]) => seen.push([name, ...args]));
  const roomEvents = new RoomEvents(outbox);
  for (const event of events) roomEvents.take(event);
  await Promise.resolve();
  await new Promise<void>((resolve) => outbox.post(resolve));
  return seen;
}

function state(reason: Reason, code = 0): Event {
  return { kind: "roomStateChanged", roomId: "r", reason, code, extendedData: { message: "m" } };
}

const STATES: [Reason, number, string | undefined, string, number][] = [
  [Reason.Logining, 0, "CONNECTING", "LOGINING", 0],
  [Reason.Logined, 0, "CONNECTED", "LOGINED", 0],
  [Reason.LoginFailed, 1002078, "DISCONNECTED", "LOGIN_FAILED", 1102018],
  [Reason.Reconnecting, 1002051, "CONNECTING", "RECONNECTING", 1000017],
  [Reason.Reconnected, 0, "CONNECTED", "RECONNECTED", 0],
  [Reason.ReconnectFailed, 1002053, "DISCONNECTED", "RECONNECT_FAILED", 1002053],
  [Reason.KickOut, 1002050, "DISCONNECTED", "KICKOUT", 1002050],
  [Reason.Logout, 0, "DISCONNECTED", "LOGOUT", 0],
  [Reason.LogoutFailed, 1002002, undefined, "LOGOUT_FAILED", 1002002],
];

test.each(STATES)("reason %i with code %i", async (reason, code, three, nine, webCode) => {
  const rest = [webCode, '{"message":"m"}'];
  const legacy = three === undefined ? [] : [["roomStateUpdate", "r", three, ...rest]];
  const changed = ["roomStateChanged", "r", nine, ...rest];
  expect(await told(state(reason, code))).toEqual([...legacy, changed]);
});

test("users come before their streams, and go after them", async () => {
  const streams = (update: UpdateType): Event => ({
    kind: "roomStreamUpdate",
    roomId: "r",
    update,
    streams: [{ stream_id: "s", user: BOB }],
    reasons: update === UpdateType.Delete ? [{ stream_id: "s", code: 3 }] : [],
  });
  const users = (update: UpdateType): Event => ({
    kind: "roomUserUpdate",
    roomId: "r",
    update,
    users: [BOB],
  });
  const seen = await told(
    streams(UpdateType.Add),
    users(UpdateType.Add),
    streams(UpdateType.Delete),
    users(UpdateType.Delete),
  );
  const stream = {
    streamID: "s",
    user: NAMED_BOB,
    extraInfo: "",
    urlsFLV: "",
    urlsRTMP: "",
    urlsHLS: "",
    urlsHttpsFLV: "",
    urlsHttpsHLS: "",
  };
  expect(seen).toEqual([
    ["roomUserUpdate", "r", "ADD", [NAMED_BOB]],
    ["roomStreamUpdate", "r", "ADD", [stream], "{}"],
    [
      "roomStreamUpdate",
      "r",
      "DELETE",
      [stream],
      '{"stream_delete_reason":[{"streamID":"s","code":3}]}',
    ],
    ["roomUserUpdate", "r", "DELETE", [NAMED_BOB]],
  ]);
});

test("messages and extra infos have the documented names", async () => {
  const sent = { message_id: 7, message: "hi", send_time_ms: 5, from_user: BOB };
  const info = { key: "k", value: "v", update_user: BOB, update_time_ms: 6 };
  const streams = [{ stream_id: "s", user: BOB, extra_info: "x" }];
  const seen = await told(
    { kind: "recvBroadcastMessages", roomId: "r", messages: [sent] },
    { kind: "recvCustomCommand", roomId: "r", fromUser: BOB, command: "c" },
    { kind: "roomExtraInfoUpdate", roomId: "r", infos: [info] },
    { kind: "roomStreamExtraInfoUpdate", roomId: "r", streams },
    { kind: "roomTokenWillExpire", roomId: "r", remainSeconds: 30 },
  );
  expect(seen).toEqual([
    [
      "IMRecvBroadcastMessage",
      "r",
      [{ fromUser: NAMED_BOB, message: "hi", sendTime: 5, messageID: 7 }],
    ],
    ["IMRecvCustomCommand", "r", NAMED_BOB, "c"],
    ["roomExtraInfoUpdate", "r", [{ key: "k", value: "v", updateUser: NAMED_BOB, updateTime: 6 }]],
    ["streamExtraInfoUpdate", "r", [{ streamID: "s", user: NAMED_BOB, extraInfo: "x" }]],
    ["tokenWillExpire", "r"],
  ]);
});
