import { describe, expect, it } from "vitest";
import { check, defaultStreamId, type Identity } from "../src/state/validate";

const good: Identity = { app: "7", room: "r", user: "u", server: "", stream: "" };

describe("the join form's check", () => {
  it("finds nothing wrong with what the server takes", () => {
    expect(check(good, false)).toEqual({});
    expect(check({ ...good, app: "4294967295", room: "~!@#$%^&*()_+=-`;'’,.<>\\/" }, true)).toEqual(
      {},
    );
    expect(check({ ...good, room: "r".repeat(127), user: "u".repeat(63) }, true)).toEqual({});
  });

  it.each<[Partial<Identity>, object]>([
    [{ app: "" }, { app: "app.empty" }],
    [{ app: "12a" }, { app: "app.digits" }],
    [{ app: "-1" }, { app: "app.digits" }],
    [{ app: "0" }, { app: "app.range" }],
    [{ app: "4294967296" }, { app: "app.range" }],
    [{ room: "" }, { room: "room.empty" }],
    [{ room: "a b" }, { room: "room.characters" }],
    [{ room: "房间" }, { room: "room.characters" }],
    [{ room: "r".repeat(128) }, { room: "room.long" }],
    [{ room: "’".repeat(43) }, { room: "room.long" }],
    [{ user: "" }, { user: "user.empty" }],
    [{ user: "a?b" }, { user: "user.characters" }],
    [{ user: "u".repeat(64) }, { user: "user.long" }],
    [{ stream: "a.b" }, { stream: "stream.characters" }],
    [{ stream: "s".repeat(257) }, { stream: "stream.long" }],
    [{ server: "192.168.1.5:7870" }, { server: "server.url" }],
    [{ server: "http://" }, { server: "server.url" }],
    [{ server: "ftp://host" }, { server: "server.url" }],
    [{ server: "ws://host name" }, { server: "server.url" }],
  ])("%j is wrong", (change, problems) => {
    expect(check({ ...good, ...change }, false)).toEqual(problems);
  });

  it("refuses a plain server on a secure page, but for this computer", () => {
    expect(check({ ...good, server: "ws://host:1" }, true)).toEqual({ server: "server.secure" });
    expect(check({ ...good, server: "ws://host:1" }, false)).toEqual({});
    expect(check({ ...good, server: "http://localhost:1" }, true)).toEqual({});
    expect(check({ ...good, server: "http://127.0.0.1:1" }, true)).toEqual({});
    expect(check({ ...good, server: "wss://host" }, true)).toEqual({});
  });

  it("finds everything at once", () => {
    const all = { app: "", room: "", user: "", server: "x", stream: "?" };
    expect(Object.keys(check(all, false)).sort()).toEqual(Object.keys(all).sort());
  });
});

describe("a streamID made of a userID", () => {
  it("is one that the server takes", () => {
    expect(defaultStreamId("li.wei@home")).toBe("li_wei_home-web");
    expect(check({ ...good, stream: defaultStreamId("’".repeat(63)) }, false)).toEqual({});
  });
});
