import type { RoomStream } from "cooee-web";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Call } from "../src/state/call";
import { EventLog } from "../src/state/event-log";
import { Messenger } from "../src/state/messenger";
import { Settings } from "../src/state/settings";
import { fakeEngine, playQuality } from "./fake-engine";

const stream = (streamID: string) =>
  ({ streamID, user: { userID: "b", userName: "B" }, extraInfo: "" }) as RoomStream;

let fake: ReturnType<typeof fakeEngine>;
let settings: Settings;
let log: EventLog;
let call: Call;

beforeEach(() => {
  fake = fakeEngine();
  settings = new Settings(undefined);
  settings.apply({ app: "7", room: "r", user: "me", token: " 04se\ncret " });
  log = new EventLog();
  call = new Call({ createEngine: () => fake.engine, settings, log, secure: false });
});

describe("joining", () => {
  it("hands over what was typed, and publishes", async () => {
    await call.join();
    const user = { userID: "me", userName: "me" };
    expect(fake.loginRoom).toHaveBeenCalledWith("r", "04secret", user, { userUpdate: true });
    expect(call.phase.value).toBe("joined");
    expect(fake.startPublishingStream).toHaveBeenCalledWith(
      "me-web",
      expect.objectContaining({ id: "local" }),
    );
  });

  it("never logs the token", async () => {
    await call.join();
    call.renewToken("04other");
    call.leave();
    expect(log.toText()).not.toMatch(/04(secret|other)/);
  });

  it("sends nothing while the form is wrong", async () => {
    settings.app.value = "seven";
    await call.join();
    expect(call.problems.value).toEqual({ app: "app.digits" });
    expect(fake.loginRoom).not.toHaveBeenCalled();
  });

  it("shows a refusal at the field that is to blame", async () => {
    const refusal = { code: 1102018, name: "token_expired", message: "m", hint: "h" };
    fake.loginRoom.mockRejectedValueOnce(refusal);
    await call.join();
    expect(call.phase.value).toBe("idle");
    expect(call.failure.value).toEqual(refusal);
    expect(call.problems.value).toEqual({ token: refusal });
    expect(fake.destroyEngine).toHaveBeenCalled();
  });

  it("says after a while that no answer comes, and can be cancelled", async () => {
    vi.useFakeTimers();
    let refuse = (_error: unknown) => {};
    fake.loginRoom.mockImplementationOnce(
      () => new Promise((_resolve, reject) => (refuse = reject)),
    );
    const joining = call.join();
    vi.advanceTimersByTime(4_000);
    expect(call.slow.value).toBe(true);
    call.leave();
    refuse({ code: 1102026, message: "cancelled" });
    await joining;
    expect(call.phase.value).toBe("idle");
    expect(call.failure.value).toBeUndefined();
    vi.useRealTimers();
  });

  it("listens where the microphone is refused", async () => {
    fake.createZegoStream.mockRejectedValueOnce({ code: 1103064, message: "no" });
    await call.join();
    expect(call.phase.value).toBe("joined");
    expect(call.own.state.value).toBe("NO_PUBLISH");
    expect(call.own.failure.value?.code).toBe(1103064);
  });
});

describe("in the room", () => {
  beforeEach(() => call.join());

  it("plays streams as they appear and ends those that go", async () => {
    fake.emit("roomStreamUpdate", "r", "ADD", [stream("s")], "");
    await vi.waitFor(() => expect(fake.view.playAudio).toHaveBeenCalled());
    expect(fake.view.playAudio).toHaveBeenCalledWith({ enableAutoplayDialog: false });
    fake.emit("roomStreamUpdate", "r", "DELETE", [stream("s")], "");
    expect(fake.stopPlayingStream).toHaveBeenCalledWith("s");
    expect(call.streams.value).toEqual([]);
  });

  it("drops the answer to a play that was stopped meanwhile", async () => {
    let refuse = (_error: unknown) => {};
    fake.startPlayingStream.mockImplementationOnce(
      () => new Promise((_resolve, reject) => (refuse = reject)),
    );
    fake.emit("roomStreamUpdate", "r", "ADD", [stream("s")], "");
    const remote = call.stream("s");
    remote?.stop();
    refuse({ code: 1104039, message: "m" });
    await Promise.resolve();
    expect(remote?.failure.value).toBeUndefined();
    expect(remote?.state.value).toBe("NO_PLAY");
  });

  it("plays nothing by itself where that is off", () => {
    settings.autoPlay.value = false;
    fake.emit("roomStreamUpdate", "r", "ADD", [stream("s")], "");
    expect(fake.startPlayingStream).not.toHaveBeenCalled();
  });

  it("offers a click where the browser holds sound back", async () => {
    fake.emit("roomStreamUpdate", "r", "ADD", [stream("s")], "");
    await vi.waitFor(() => expect(fake.view.on).toHaveBeenCalled());
    fake.view.on.mock.calls.find(([event]) => event === "autoplayFailed")?.[1]();
    expect(call.blocked.value).toBe(true);
    call.resumeSound();
    expect(fake.view.resume).toHaveBeenCalled();
    expect(call.blocked.value).toBe(false);
  });

  it("shows levels and figures at their stream", () => {
    fake.emit("roomStreamUpdate", "r", "ADD", [stream("s")], "");
    fake.emit("soundLevelUpdate", [
      { streamID: "s", soundLevel: 40, type: "pull" },
      { streamID: "me-web", soundLevel: 9, type: "push" },
    ]);
    fake.emit("playQualityUpdate", "s", playQuality());
    expect(call.stream("s")?.level.value).toBe(40);
    expect(call.stream("s")?.quality.samples.value).toHaveLength(1);
    fake.emit("capturedSoundLevelUpdate", 12);
    expect(call.own.level.value).toBe(12);
  });

  it("follows a lost and a found link", () => {
    fake.emit("roomStateChanged", "r", "RECONNECTING", 1000017, "{}");
    expect(call.phase.value).toBe("reconnecting");
    expect(call.inRoom.value).toBe(true);
    fake.emit("roomStateChanged", "r", "RECONNECTED", 0, "{}");
    expect(call.phase.value).toBe("joined");
  });

  it("ends when it is thrown out, and says why", () => {
    fake.emit("roomStateChanged", "r", "KICKOUT", 1002050, '{"message":"m"}');
    expect(call.phase.value).toBe("idle");
    expect(call.failure.value).toMatchObject({ code: 1002050, message: "m" });
    expect(fake.destroyStream).toHaveBeenCalled();
  });

  it("shows a refused publish and lets it be tried again", async () => {
    const refused = { streamID: "me-web", state: "NO_PUBLISH", errorCode: 1003028 } as const;
    fake.emit("publisherStateUpdate", { ...refused, extendedData: "{}" });
    expect(call.own.failure.value?.code).toBe(1003028);
    await call.own.publish();
    expect(fake.startPublishingStream).toHaveBeenCalledTimes(2);
  });

  it("asks for another token in time", () => {
    fake.emit("tokenWillExpire", "r");
    expect(call.tokenEnds.value).toBe(true);
    expect(call.renewToken("hello")).toBe(false);
    expect(call.renewToken("04new")).toBe(true);
    expect(call.tokenEnds.value).toBe(false);
  });
});

describe("writing", () => {
  let messenger: Messenger;
  beforeEach(async () => {
    await call.join();
    messenger = new Messenger(call, log);
  });

  it("sends commands to those chosen who are still there", async () => {
    call.room.onUsers("ADD", [{ userID: "b", userName: "B" }]);
    messenger.kind.value = "command";
    messenger.toggleTarget("b");
    messenger.toggleTarget("gone");
    messenger.text.value = "do";
    await messenger.send();
    expect(fake.sendCustomCommand).toHaveBeenCalledWith("r", "do", ["b"]);
    expect(call.room.messages.value).toMatchObject([{ own: true, text: "do", to: ["b"] }]);
    expect(messenger.text.value).toBe("");
  });

  it("keeps the text when it could not be sent", async () => {
    fake.sendBroadcastMessage.mockRejectedValueOnce({ code: 1009015, message: "m" });
    messenger.text.value = "hello";
    await messenger.send();
    expect(messenger.messageFailure.value).toMatchObject({ code: 1009015 });
    expect(messenger.text.value).toBe("hello");
  });

  it("counts bytes before sending", async () => {
    messenger.text.value = "字".repeat(342);
    await messenger.send();
    expect(messenger.messageFailure.value).toBe("message.long");
    messenger.text.value = " ";
    await messenger.send();
    expect(messenger.messageFailure.value).toBe("message.empty");
    messenger.key.value = "elevenbytes";
    expect(await messenger.setExtraInfo()).toBe(false);
    expect(messenger.infoFailure.value).toBe("info.key");
    messenger.key.value = "key";
    expect(await messenger.setExtraInfo()).toBe(true);
  });
});
