import { describe, expect, test } from "vitest";
import { parseServerMessage } from "../../src/session/server-message";

const user = { user_id: "bob", user_name: "Bob" };

function push(fields: object) {
  const message = parseServerMessage(JSON.stringify({ seq: 1, ...fields }));
  return message?.kind === "push" ? message.push : undefined;
}

describe("a text of the server", () => {
  test.each([
    "",
    "no JSON",
    "null",
    "7",
    "[]",
    "{}",
    '{"hello":null}',
    '{"hello":{"version":1}}',
    '{"hello":{"version":"1","heartbeat_ms":1}}',
    '{"seq":1}',
    '{"seq":1,"event":"of_another_version"}',
    '{"seq":1.5,"event":"online_user_count","count":1}',
    '{"seq":-1,"event":"online_user_count","count":1}',
    '{"id":1,"error":{"code":1}}',
    '{"id":1,"error":"no"}',
  ])("is left alone where it says nothing known: %s", (text) => {
    expect(parseServerMessage(text)).toBeUndefined();
  });

  test("is an answer without a number where the request could not be read", () => {
    const error = { code: 1000017, name: "illegal_parameter", message: "no", hint: "yes" };
    const message = parseServerMessage(JSON.stringify({ id: null, error }));
    expect(message).toEqual({ kind: "answer", id: undefined, result: { error } });
  });
});

describe("a push", () => {
  test("may have fields of a later version", () => {
    const fields = { event: "online_user_count", count: 2 };
    expect(push({ ...fields, later: true })).toEqual(fields);
  });

  test("has the defaults of what the server leaves out", () => {
    const streams = [{ stream_id: "bobs", user }];
    const read = [{ stream_id: "bobs", user, extra_info: "", mic_state: 0, camera_state: 9 }];
    const event = "room_streams";
    expect(push({ event, update: 0, streams })).toEqual({ event, update: 0, streams: read });
  });

  test.each([
    { event: "online_user_count", count: 2 ** 32 },
    { event: "online_user_count", count: "2" },
    { event: "room_users", update: 2, users: [] },
    { event: "room_users", update: 0, users: user },
    { event: "room_users", update: 0, users: [{ user_id: "bob" }] },
    { event: "room_streams", update: 1, streams: [], reasons: [{ stream_id: "s", code: 7 }] },
    { event: "remote_mic_state", stream_id: "s", state: 1 },
    { event: "play_state", stream_id: "s", live: 1, code: 0 },
    { event: "play_state", stream_id: "s", live: true, code: 0, mic_state: null },
    { event: "stream_feedback", stream_id: "s", loss: 1.5, jitter_ms: 0 },
    { event: "publish_stopped", stream_id: "s", error: { code: 1003025 } },
    { event: "transport_lost", transport_id: "transport" },
    { event: "kicked_out", error: { code: 1002055 } },
  ])("that does not have the expected shape is left alone: %j", (fields) => {
    expect(push(fields)).toBeUndefined();
  });
});
