/** What a page needs in order to run with one file swapped, point by point. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openSite, type Site, VENDOR_SERVER } from "./site.ts";

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterEach(() => site.closeTabs());
afterAll(() => site.close());

test("1. the globals ZegoExpressEngine, a class, and WebRTCUtil", async () => {
  const tab = await site.open();
  const found = await tab.evaluate(() => ({
    engine: typeof ZegoExpressEngine,
    util: typeof WebRTCUtil,
    made: [new ZegoExpressEngine(appID, server), new ZegoExpressEngine(appID, "")].every(
      (engine) => engine instanceof ZegoExpressEngine,
    ),
  }));
  expect(found).toEqual({ engine: "function", util: "object", made: true });
});

describe("2. the version and the requirements", () => {
  test("getVersion is at least 2.17.0 as a text", async () => {
    const tab = await site.open();
    const version = await tab.evaluate(() => new ZegoExpressEngine(appID, server).getVersion());
    expect(version >= "2.17.0").toBe(true);
  });

  test("checkSystemRequirements answers the full shape", async () => {
    const tab = await site.open();
    const all = await tab.evaluate(() =>
      new ZegoExpressEngine(appID, server).checkSystemRequirements(),
    );
    expect(all).toMatchObject({
      webRTC: true,
      customCapture: true,
      camera: true,
      microphone: true,
      screenSharing: expect.any(Boolean),
      videoCodec: {
        H264: true,
        H265: expect.any(Boolean),
        VP8: true,
        VP9: expect.any(Boolean),
      },
      errInfo: {},
    });
    expect(await tab.evaluate(() => helpers.asked)).toEqual([]);
  });

  test("asked for one thing, the answer is in `result`", async () => {
    const tab = await site.open();
    const results = await tab.evaluate(async () => {
      const zg = new ZegoExpressEngine(appID, server);
      const types = ["webRTC", "customCapture", "camera", "microphone", "H264", "VP8"] as const;
      const answers = await Promise.all(types.map((type) => zg.checkSystemRequirements(type)));
      return answers.map(({ result }) => result);
    });
    expect(results).toEqual([true, true, true, true, true, true]);
  });
});

describe("3. rejections", () => {
  test("a login of an app that does not exist rejects with code and msg", async () => {
    const tab = await site.open();
    const error = await tab.evaluate(async () => {
      const zg = new ZegoExpressEngine(1, server);
      const caught = await helpers.rejection(() => zg.loginRoom("r", "", { userID: "u" }));
      return JSON.parse(JSON.stringify({ ...caught, msg: caught?.msg }));
    });
    expect(error).toMatchObject({
      code: 1001004,
      errorCode: 1001004,
      msg: expect.stringMatching(/\w/),
      extendedData: expect.any(String),
    });
  });

  test("a second login while logged in is 1002056, during a login 1102012", async () => {
    const tab = await site.open();
    const codes = await tab.evaluate(async () => {
      const zg = new ZegoExpressEngine(appID, server);
      const login = () => zg.loginRoom("twice", "", { userID: "twice" });
      const first = login();
      const during = await helpers.rejection(login);
      await first;
      const after = await helpers.rejection(login);
      return [during?.code, after?.code];
    });
    expect(codes).toEqual([1102012, 1002056]);
  });
});

test("4. every transition of room, publisher and player", async () => {
  const tab = await site.open();
  const recorded = await tab.evaluate(async () => {
    const zg = new ZegoExpressEngine(appID, server);
    const events = [
      "roomStateUpdate",
      "roomStateChanged",
      "publisherStateUpdate",
      "playerStateUpdate",
    ];
    helpers.record(zg, events);
    const last = (event: string) => JSON.stringify(helpers.calls(event).at(-1) ?? null);
    await zg.loginRoom("states", "", { userID: "states", userName: "States" });
    const local = await zg.createZegoStream({});
    zg.startPublishingStream("states", local);
    await zg.startPlayingStream("states");
    await helpers.until(() => last("publisherStateUpdate").includes('"PUBLISHING"'), "publishing");
    await helpers.until(() => last("playerStateUpdate").includes('"PLAYING"'), "playing");
    zg.stopPlayingStream("states");
    zg.stopPublishingStream("states");
    zg.logoutRoom("states");
    await helpers.until(() => last("roomStateChanged").includes('"LOGOUT"'), "logged out");
    return helpers.recorded;
  });
  type Update = { state: string; errorCode: number };
  const states = (event: string) =>
    recorded[event]?.map(([first, second, code]) =>
      typeof first === "string"
        ? [second, code]
        : [(first as Update).state, (first as Update).errorCode],
    );
  expect(states("roomStateUpdate")).toEqual([
    ["CONNECTING", 0],
    ["CONNECTED", 0],
    ["DISCONNECTED", 0],
  ]);
  expect(states("roomStateChanged")).toEqual([
    ["LOGINING", 0],
    ["LOGINED", 0],
    ["LOGOUT", 0],
  ]);
  expect(states("publisherStateUpdate")).toEqual([
    ["PUBLISH_REQUESTING", 0],
    ["PUBLISHING", 0],
    ["NO_PUBLISH", 0],
  ]);
  expect(states("playerStateUpdate")).toEqual([
    ["PLAY_REQUESTING", 0],
    ["PLAYING", 0],
    ["NO_PLAY", 0],
  ]);
});

describe("7. an open app", () => {
  test("the same stream ID from two tabs: 1003028 to the second", async () => {
    const publish = async (userID: string) => {
      await zg.loginRoom("same", "", { userID });
      zg.startPublishingStream("same", await zg.createZegoStream({}));
      const last = () => helpers.calls("publisherStateUpdate").at(-1)?.[0] as { state: string };
      return helpers.until(() => {
        const update = last();
        return update?.state !== "PUBLISH_REQUESTING" && update;
      }, "an outcome");
    };
    const outcomes = [];
    for (const user of ["one", "two"]) {
      const tab = await site.open();
      await tab.evaluate(() => {
        window.zg = new ZegoExpressEngine(appID, server);
        helpers.record(zg, ["publisherStateUpdate"]);
      });
      outcomes.push(await tab.evaluate(publish, user));
    }
    expect(outcomes).toMatchObject([
      { streamID: "same", state: "PUBLISHING", errorCode: 0 },
      { streamID: "same", state: "NO_PUBLISH", errorCode: 1003028 },
    ]);
  });
});

describe("9. no other host", () => {
  test.each([VENDOR_SERVER, "", [VENDOR_SERVER], null])(
    "with the server %j a call goes to the host of the script",
    async (given) => {
      const tab = await site.open();
      const sockets: string[] = [];
      tab.on("websocket", (socket) => sockets.push(new URL(socket.url()).host));
      const ok = await tab.evaluate(async (vendor) => {
        const zg = new ZegoExpressEngine(appID, vendor);
        zg.setLogConfig({ logLevel: "debug", remoteLogLevel: "info", logURL: "https://a.example" });
        zg.setDebugVerbose(true);
        zg.setEngineConfig({ room_retry_time: 5 });
        const entered = await zg.loginRoom("host", "", { userID: "host" });
        zg.startPublishingStream("host", await zg.createZegoStream({}));
        await zg.startPlayingStream("host");
        await zg.uploadLog();
        zg.destroyEngine();
        return entered;
      }, given);
      expect(ok).toBe(true);
      expect(sockets).toEqual([site.site.host]);
      // `closeTabs` fails on any request, socket or ICE server of another host.
    },
  );
});
