/** The arguments of every event of a real call, against the documented shapes. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ENGINE_EVENTS } from "../../sdk/test/conformance/documented.ts";
import { PAYLOADS } from "./payloads.ts";
import { openSite, type Site } from "./site.ts";

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterEach(() => site.closeTabs());
afterAll(() => site.close());

const EVENTS = Object.keys(PAYLOADS);
type Recorded = Record<string, unknown[][]>;
type Seeing = { events: string[]; userID: string };
type Joining = Seeing & { token: string };

/** Runs in a tab: logs in and publishes, and records everything. */
async function join({ events, userID, token }: Joining): Promise<void> {
  window.zg = new ZegoExpressEngine(appID, server);
  helpers.record(zg, events);
  zg.on("roomStreamUpdate", async (_roomID, type, [stream]) => {
    if (type !== "ADD" || !stream) return;
    const remote = await zg.startPlayingStream(stream.streamID);
    const view = document.createElement("div");
    document.body.append(view);
    zg.createRemoteStreamView(remote).play(view);
  });
  const user = { userID, userName: `${userID} 名` };
  await zg.loginRoom("payloads", token, user, { userUpdate: true });
  zg.startPublishingStream(`payloads-${userID}`, await zg.createZegoStream({}));
  zg.setSoundLevelDelegate(true, 500);
}

/** Runs in a tab: waits until each of these events came. */
function seen({ events, userID }: Seeing): Promise<unknown> {
  const missing = () => events.filter((event) => !helpers.calls(event).length);
  return helpers.until(() => missing().length === 0, `${userID} sees ${missing()}`);
}

describe("a call between two tabs", () => {
  test("brings about every event, with the documented arguments", async () => {
    const tabs = await Promise.all([site.open(), site.open()]);
    const [ann, ben] = tabs;
    const { server, closedAppID } = site;
    for (const tab of tabs) {
      await tab.evaluate((id) => {
        window.appID = id;
      }, closedAppID);
    }
    const app = { id: closedAppID, secret: "" };
    // Told 30 s ahead: soon after the login.
    const short = await server.token(app, "ann", "--valid=34s");
    await ann.evaluate(join, { events: EVENTS, userID: "ann", token: short });
    const long = await server.token(app, "ben");
    await ben.evaluate(join, { events: EVENTS, userID: "ben", token: long });

    const media = ["playerStateUpdate", "publisherStateUpdate", "soundLevelUpdate"];
    await ann.evaluate(seen, { events: [...media, "roomUserUpdate"], userID: "ann" });
    await ben.evaluate(seen, { events: media, userID: "ben" });
    await ben.evaluate(async () => {
      await zg.setStreamExtraInfo("payloads-ben", "extra");
      await zg.setRoomExtraInfo("payloads", "topic", "tea");
      await zg.sendBroadcastMessage("payloads", "to all");
      await zg.sendBarrageMessage("payloads", "to many");
      await zg.sendCustomCommand("payloads", "to ann", ["ann"]);
      zg.muteMicrophone(true);
    });
    await ann.evaluate(seen, { events: EVENTS, userID: "ann" });
    await ben.evaluate(() => zg.logoutRoom("payloads"));
    await ann.evaluate(() =>
      helpers.until(
        () => helpers.calls("roomUserUpdate").some(([, type]) => type === "DELETE"),
        "ben leaves",
      ),
    );

    for (const tab of tabs) {
      const recorded: Recorded = await tab.evaluate(() => helpers.recorded);
      for (const [event, shape] of Object.entries(PAYLOADS)) {
        for (const args of recorded[event] ?? []) {
          expect(shape(args, event), JSON.stringify(args)).toEqual([]);
        }
      }
    }
  });

  test("quality events come every 3 s", async () => {
    const tab = await site.open();
    const gaps = await tab.evaluate(async () => {
      const zg = new ZegoExpressEngine(appID, server);
      const times: number[] = [];
      zg.on("publishQualityUpdate", () => times.push(performance.now()));
      await zg.loginRoom("three", "", { userID: "three" });
      zg.startPublishingStream("three", await zg.createZegoStream({}));
      await helpers.until(() => times.length >= 3, "three quality events");
      return times.slice(1).map((time, index) => time - (times[index] ?? 0));
    });
    for (const gap of gaps) expect(gap).toSatisfy((ms: number) => ms > 2_000 && ms < 4_500);
  });
});

test("every event name is accepted, handlers run in order, off removes one or all", async () => {
  const tab = await site.open();
  const found = await tab.evaluate(async (events) => {
    const zg = new ZegoExpressEngine(appID, server);
    const accepted = events.filter((event) => zg.on(event as "roomStateUpdate", () => {}));
    const order: string[] = [];
    const first = () => order.push("first");
    zg.on("roomStateUpdate", first);
    zg.on("roomStateUpdate", async () => {
      order.push("second");
      throw new Error("a handler's own fault");
    });
    window.addEventListener("unhandledrejection", (event) => event.preventDefault());
    zg.off("roomStateUpdate", first);
    zg.on("roomStateUpdate", () => order.push("third"));
    await zg.loginRoom("events", "", { userID: "events" });
    const heard = [...order];
    const off = events.filter((event) => zg.off(event as "roomStateUpdate"));
    zg.logoutRoom();
    await helpers.until(() => zg.on("roomStateUpdate", () => {}), "still usable");
    return { accepted, heard, off, afterwards: order.length };
  }, ENGINE_EVENTS);
  expect(found.accepted).toEqual([...ENGINE_EVENTS]);
  expect(found.off).toEqual([...ENGINE_EVENTS]);
  expect(found.heard).toEqual(["second", "third", "second", "third"]);
  expect(found.afterwards).toBe(4);
});
