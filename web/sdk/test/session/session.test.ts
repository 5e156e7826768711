/** What the shared vectors do not reach. */
import { describe, expect, test } from "vitest";
import { type Config, type Output, Session } from "../../src/session";
import { Random } from "../../src/session/random";
import { delay, patience } from "../../src/session/reconnect";
import { shown } from "../../src/session/time";

const config: Config = {
  appId: 1,
  platform: "web",
  roomRetryMs: 300_000,
  avRetryMs: 300_000,
  requestTimeoutMs: 5_000,
  initialSlots: { send: 1, receive: 2, sendVideo: 0, receiveVideo: 0 },
};

const hello = JSON.stringify({
  hello: {
    version: 1,
    nonce: "00",
    time_ms: 0,
    heartbeat_ms: 30_000,
    heartbeat_timeout_ms: 90_000,
  },
});

function login(session: Session): Output[] {
  session.handle(0.5, {
    kind: "login",
    request: 1,
    roomId: "room1",
    user: { user_id: "ann", user_name: "ann" },
    config: { is_user_status_notify: false, max_member_count: 0 },
    token: "",
  });
  session.handle(1.5, { kind: "offered", offer: { sdp: "offer", slots: [] } });
  session.handle(2.5, { kind: "socketOpened" });
  session.handle(3.5, { kind: "socketText", text: hello });
  const outputs: Output[] = [];
  for (let output = session.poll(); output; output = session.poll()) {
    outputs.push(output);
  }
  return outputs;
}

describe("a session", () => {
  test("sends an empty token, for the server to judge", () => {
    const sent = login(new Session(config, 1n)).find((output) => output.kind === "sendText");
    expect(JSON.parse(sent?.text ?? "{}")).toMatchObject({
      op: "login",
      auth: { token: "" },
      platform: "web",
    });
  });

  test("has budgets as its configuration says, or none", () => {
    const session = new Session({ ...config, requestTimeoutMs: Number.POSITIVE_INFINITY }, 1n);
    login(session);
    expect(session.deadline()).toBe(300_000.5);
    const patient = new Session(
      {
        ...config,
        requestTimeoutMs: Number.POSITIVE_INFINITY,
        roomRetryMs: Number.POSITIVE_INFINITY,
      },
      1n,
    );
    login(patient);
    expect(patient.deadline()).toBeUndefined();
  });
});

test("pauses grow to 8 s, patience to 12 s, and stay there", () => {
  expect([0, 1, 5, 6, 2_000].map((attempt) => delay(attempt, 1))).toEqual([
    200, 400, 6_400, 8_000, 8_000,
  ]);
  expect([0, 1, 2, 4, 2_000].map(patience)).toEqual([3_000, 3_000, 6_000, 12_000, 12_000]);
});

test("the numbers of a seed of 64 bits are in 0..1", () => {
  const random = new Random(2n ** 64n - 1n);
  const numbers = Array.from({ length: 1_000 }, () => random.next01());
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  expect(new Set(numbers).size).toBe(1_000);
});

test("spans are shown in words", () => {
  expect([500, 1_000, 1_500, 300_000].map(shown)).toEqual(["500ms", "1s", "1.5s", "300s"]);
});
