import { describe, expect, it } from "vitest";
import { problemOf } from "../../src/operator/session/password-fields";
import { Confirmation } from "../../src/operator/state/confirmation";
import { duration } from "../../src/operator/state/format";
import { Loaded } from "../../src/operator/state/loaded";
import { addressOf, parsePlace, parseSetupCode } from "../../src/operator/state/router";
import { Task } from "../../src/operator/state/task";
import { debugLink, newToken } from "../../src/operator/state/token-form";
import { parsePrefill } from "../../src/state/fragment";

describe("the address", () => {
  it("names each page, and comes from each page", () => {
    for (const address of ["#/", "#/account", "#/apps/7/settings", "#/apps/7/live/a%2Fb"]) {
      expect(addressOf(parsePlace(address))).toBe(address);
    }
  });

  it("leads to the projects where it names nothing", () => {
    for (const address of ["", "#/nowhere", "#/apps", "#/apps/x/live", "#/apps/0", "#/apps/1.5"]) {
      expect(parsePlace(address)).toEqual({ page: "projects" });
    }
    expect(parsePlace("#/apps/7/nowhere")).toEqual({ page: "settings", appId: 7 });
  });

  it("may bring the code of a set-up link", () => {
    expect(parseSetupCode("#setup=0f3c")).toBe("0f3c");
    expect(parseSetupCode("#/setup")).toBeUndefined();
  });
});

describe("the token form", () => {
  const form = {
    user: " amy ",
    room: "",
    streams: "a, b  c",
    mayLogin: true,
    mayPublish: false,
    validSeconds: 600,
  };

  it("asks for privileges only with a room", () => {
    expect(newToken(form)).toEqual({ user_id: "amy", valid_seconds: 600 });
    expect(newToken({ ...form, room: "r" })).toEqual({
      user_id: "amy",
      valid_seconds: 600,
      room_id: "r",
      may_login: true,
      may_publish: false,
      stream_ids: ["a", "b", "c"],
    });
  });

  it("makes a link that the debug page reads as it was meant", () => {
    const wanted = newToken({ ...form, user: "a&b=#", room: "r+1" });
    const link = debugLink("https://host", 7, wanted, "04AA+/=");
    const [page, fragment = ""] = link.split("#", 2);
    expect(page).toBe("https://host/debug");
    expect(parsePrefill(fragment)).toEqual({
      app: "7",
      room: "r+1",
      user: "a&b=#",
      token: "04AA+/=",
    });
  });
});

describe("a new password", () => {
  it("is looked at by the server's rules", () => {
    expect(problemOf("eleven char", "eleven char")).toBe("short");
    // Twelve UTF-16 units, but six characters.
    expect(problemOf("😀".repeat(6), "😀".repeat(6))).toBe("short");
    expect(problemOf("p".repeat(257), "p".repeat(257))).toBe("long");
    expect(problemOf("twelve chars", "twelve charz")).toBe("different");
    expect(problemOf("twelve chars", "twelve chars")).toBeUndefined();
  });
});

describe("a task", () => {
  it("is done once at a time, and says why it failed", async () => {
    const task = new Task();
    let finish = () => {};
    const first = task.run(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    expect(task.busy.value).toBe(true);
    expect(await task.run(async () => {})).toBe(false);
    finish();
    expect(await first).toBe(true);
    expect(await task.run(() => Promise.reject(new Error("broken")))).toBe(false);
    expect(task.refusal.value?.message).toContain("broken");
    expect(task.busy.value).toBe(false);
  });
});

describe("what the server knows", () => {
  it("is the answer to the last question, whichever comes last", async () => {
    const answers: ((value: number) => void)[] = [];
    const loaded = new Loaded(() => new Promise<number>((resolve) => answers.push(resolve)));
    const [first, second] = [loaded.load(), loaded.load()];
    answers[1]?.(2);
    await second;
    answers[0]?.(1);
    await first;
    expect(loaded.value.value).toBe(2);
  });
});

describe("a question", () => {
  const question = { title: "t", consequence: "c", action: "a" };

  it("is answered, and a later one is a no to it", async () => {
    const confirmation = new Confirmation();
    const yes = confirmation.ask(question);
    confirmation.answer({ reason: "r" });
    expect(await yes).toEqual({ reason: "r" });
    const forgotten = confirmation.ask(question);
    void confirmation.ask(question);
    expect(await forgotten).toBeUndefined();
    expect(confirmation.question.value).toBe(question);
  });
});

describe("a duration", () => {
  it("has hours only where there are some", () => {
    expect(duration(0)).toBe("0:00");
    expect(duration(245_000)).toBe("4:05");
    expect(duration(3_723_000)).toBe("1:02:03");
  });
});
