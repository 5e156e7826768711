import { beforeEach, expect, test, vi } from "vitest";
import { Driver, type DriverHost } from "../../src/engine/driver";
import type { Config, Input, Output } from "../../src/session";
import { silentLog } from "./fake-client";

/** What the scripted session answers to each kind of input, and what it was handed. */
const script = vi.hoisted(() => ({
  answers: new Map<string, Output[]>(),
  inputs: [] as Input[],
  offers: [] as { resolve(offer: unknown): void; reject(cause: unknown): void }[],
  sent: [] as string[],
}));

vi.mock("../../src/session", () => ({
  Session: class {
    #outputs: Output[] = [];
    handle(_now: number, input: Input) {
      script.inputs.push(input);
      this.#outputs.push(...(script.answers.get(input.kind) ?? []));
    }
    poll() {
      return this.#outputs.shift();
    }
    deadline() {
      return undefined;
    }
  },
}));

vi.mock("../../src/transport/peer", () => ({
  Peer: class {
    offer() {
      return new Promise((resolve, reject) => script.offers.push({ resolve, reject }));
    }
    close() {}
  },
}));

vi.mock("../../src/signalling/socket", () => ({
  Socket: class {
    send(text: string) {
      script.sent.push(text);
    }
    close() {
      script.sent.push("closed");
    }
  },
}));

const OFFER: Output = {
  kind: "transportOffer",
  offer: { kind: "new", slots: { send: 1, receive: 2, sendVideo: 0, receiveVideo: 0 } },
};

let driver: Driver;

beforeEach(() => {
  script.answers.clear();
  for (const list of [script.inputs, script.offers, script.sent]) list.length = 0;
  driver = new Driver("ws://server", {} as Config, {} as DriverHost, silentLog());
});

function kinds(): string[] {
  return script.inputs.map(({ kind }) => kind);
}

test("while an offer is made, inputs wait, and the offer comes first", async () => {
  script.answers.set("networkChanged", [OFFER]);
  driver.handle({ kind: "networkChanged" });
  driver.handle({ kind: "socketOpened" });
  driver.handle({ kind: "socketText", text: "{}" });
  expect(kinds()).toEqual(["networkChanged"]);
  script.offers[0]?.resolve({ sdp: "v=0", slots: [] });
  await vi.waitFor(() => expect(script.inputs).toHaveLength(4));
  expect(kinds()).toEqual(["networkChanged", "offered", "socketOpened", "socketText"]);
});

test("a browser that makes no offer is told to the session", async () => {
  script.answers.set("networkChanged", [OFFER]);
  driver.handle({ kind: "networkChanged" });
  script.offers[0]?.reject(new Error("no"));
  await vi.waitFor(() => expect(kinds()).toEqual(["networkChanged", "offerFailed"]));
});

test("leaving does not wait for an offer", async () => {
  script.answers.set("socketClosed", [{ kind: "openSocket" }]);
  script.answers.set("networkChanged", [OFFER]);
  script.answers.set("logout", [{ kind: "sendText", text: "logout" }, { kind: "closeSocket" }]);
  driver.handle({ kind: "socketClosed", reason: "" });
  driver.handle({ kind: "networkChanged" });
  driver.handle({ kind: "socketText", text: "{}" });
  driver.handleAtOnce({ kind: "logout", request: 0, roomId: null });
  expect(script.sent).toEqual(["logout", "closed"]);
  script.offers[0]?.resolve({ sdp: "v=0", slots: [] });
  await Promise.resolve();
  expect(kinds()).not.toContain("offered");
});

test("a call is answered by its own result, in the Web's numbers", async () => {
  const error = { code: 1002078, name: "token_expired", message: "m", hint: "h" };
  script.answers.set("logout", [{ kind: "done", request: 1, result: { ok: { kind: "nothing" } } }]);
  script.answers.set("login", [{ kind: "done", request: 2, result: { error } }]);
  await expect(driver.call({ kind: "logout", roomId: null })).resolves.toEqual({ kind: "nothing" });
  const login = driver.call({
    kind: "login",
    roomId: "r",
    user: { user_id: "u", user_name: "u" },
    config: { is_user_status_notify: false, max_member_count: 0 },
    token: "",
  });
  await expect(login).rejects.toMatchObject({ code: 1102018 });
});

test("what fails unexpectedly does not stop what follows", () => {
  script.answers.set("networkChanged", [{ kind: "stopSending", channel: 0 }]);
  script.answers.set("logout", [{ kind: "sendText", text: "logout" }]);
  script.answers.set("socketOpened", [{ kind: "openSocket" }]);
  driver.handle({ kind: "socketOpened" });
  // This host performs nothing at all.
  driver.handle({ kind: "networkChanged" });
  driver.handle({ kind: "logout", request: 0, roomId: null });
  expect(script.sent).toEqual(["logout"]);
});
