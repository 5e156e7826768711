import { describe, expect, it, vi } from "vitest";
import { language, setLanguage } from "../src/i18n";
import { EventLog } from "../src/state/event-log";
import { HISTORY_MS, QualityHistory, samplePlay } from "../src/state/quality-history";
import { Room } from "../src/state/room";
import { Settings } from "../src/state/settings";
import { Toasts } from "../src/state/toasts";
import { playQuality } from "./fake-engine";

function memory() {
  const values = new Map<string, string>();
  return {
    values,
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
  };
}

describe("the settings", () => {
  it("remember everything but the token", () => {
    setLanguage("en");
    const store = memory();
    const settings = new Settings(store);
    settings.apply({ app: "7", room: "r", user: "u", token: "04secret", lang: "zh-CN" });
    settings.autoPlay.value = false;
    settings.remember();
    expect([...store.values.values()].join()).not.toContain("04secret");
    setLanguage("en");
    const later = new Settings(store);
    expect([later.app.value, later.room.value, later.user.value]).toEqual(["7", "r", "u"]);
    expect(later.token.value).toBe("");
    expect(later.autoPlay.value).toBe(false);
    expect(language.value).toBe("zh-CN");
    setLanguage("en");
  });

  it("take from a link only what it says", () => {
    const settings = new Settings(undefined);
    settings.apply({ app: "7", room: "r", lang: "xx" });
    settings.apply({ user: "u" });
    expect([settings.app.value, settings.room.value, settings.user.value]).toEqual(["7", "r", "u"]);
    expect(language.value).toBe("en");
  });

  it("do without a store, with a full one, and with a broken one", () => {
    const full = {
      getItem: () => "{broken",
      setItem: () => {
        throw new Error("full");
      },
    };
    expect(() => new Settings(full).remember()).not.toThrow();
    expect(() => new Settings(undefined).remember()).not.toThrow();
    expect(
      new Settings({ ...full, getItem: () => '{"app":5,"publishOnJoin":"x"}' }).app.value,
    ).toBe("");
  });
});

describe("the log", () => {
  it("keeps the newest rows and counts what repeats", () => {
    const log = new EventLog(() => 0);
    for (let number = 0; number < 510; number++) {
      log.add("event", "e", [number]);
    }
    expect(log.entries.value).toHaveLength(500);
    expect(log.entries.value.at(-1)?.text).toBe("509");
    log.repeat("networkQuality", ["", 0]);
    log.repeat("networkQuality", ["", 1]);
    expect(log.repeating.value).toMatchObject([{ count: 2, text: '"" 1' }]);
    expect(log.toText()).toContain("1970-01-01T00:00:00.000Z event networkQuality (2 times)");
    log.clear();
    expect(log.toText()).toBe("");
  });

  it("takes values that are no JSON", () => {
    const log = new EventLog(() => 0);
    const ring: { self?: unknown } = {};
    ring.self = ring;
    log.add("error", "e", [ring, undefined, new Map()]);
    expect(log.entries.value).toHaveLength(1);
  });
});

describe("quality figures", () => {
  it("are kept for three minutes, in percent and ms", () => {
    const history = new QualityHistory();
    for (let time = 0; time <= HISTORY_MS + 3_000; time += 3_000) {
      history.add(samplePlay(time, playQuality()));
    }
    expect(history.samples.value[0]?.time).toBe(3_000);
    expect(history.samples.value.at(-1)).toMatchObject({
      bitrate: 40,
      loss: 2,
      jitter: 3,
      rtt: 12,
      delay: 62,
    });
  });
});

describe("a room", () => {
  it("knows who is there", () => {
    const room = new Room();
    const [a, b] = [
      { userID: "a", userName: "A" },
      { userID: "b", userName: "B" },
    ];
    room.onUsers("ADD", [a, b]);
    room.onUsers("ADD", [{ ...a, userName: "A2" }]);
    room.onUsers("DELETE", [b]);
    expect(room.users.value).toEqual([{ userID: "a", userName: "A2" }]);
  });

  it("keeps the newest messages and the newest value of a key", () => {
    const room = new Room();
    const message = { kind: "broadcast" as const, from: "a", own: false, to: [], time: 0 };
    for (let number = 0; number < 250; number++) {
      room.addMessage({ ...message, text: String(number) });
    }
    expect(room.messages.value).toHaveLength(200);
    const info = {
      key: "k",
      value: "1",
      updateUser: { userID: "a", userName: "a" },
      updateTime: 0,
    };
    room.onExtraInfos([info]);
    room.onExtraInfos([{ ...info, value: "2" }]);
    expect(room.extraInfos.value.map(({ value }) => value)).toEqual(["2"]);
  });

  it("shows the worse of up and down", () => {
    const room = new Room();
    room.onNetwork(0, 2);
    expect(room.network.value).toBe(2);
  });
});

describe("a confirmation", () => {
  it("goes away", () => {
    vi.useFakeTimers();
    const toasts = new Toasts();
    toasts.show("done");
    expect(toasts.shown.value).toHaveLength(1);
    vi.advanceTimersByTime(6_000);
    expect(toasts.shown.value).toEqual([]);
    vi.useRealTimers();
  });
});
