/** What a page needs of local and played streams in order to run with one file swapped. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openSite, type Site } from "./site.ts";

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterEach(() => site.closeTabs());
afterAll(() => site.close());

describe("5. createZegoStream", () => {
  test.each([
    ["no options", undefined],
    ["{}", {}],
    ["a camera", { camera: { video: true } }],
  ] as const)("%s: a microphone, though there is no camera", async (_, options) => {
    const tab = await site.open();
    const found = await tab.evaluate(async (given) => {
      const { mediaDevices } = navigator;
      const original = mediaDevices.getUserMedia;
      mediaDevices.getUserMedia = (constraints) =>
        constraints?.video
          ? Promise.reject(new DOMException("no camera", "NotFoundError"))
          : original(constraints);
      const zg = new ZegoExpressEngine(appID, server);
      const stream = await (given ? zg.createZegoStream(given) : zg.createZegoStream());
      return {
        asked: helpers.asked.some((constraints) => constraints.audio),
        tracks: stream.getAudioTracks().map((track) => `${track.kind} ${track.readyState}`),
      };
    }, options);
    expect(found).toEqual({ asked: true, tracks: ["audio live"] });
  });

  test("with the camera off nobody asks for a camera", async () => {
    const tab = await site.open();
    const asked = await tab.evaluate(async () => {
      const zg = new ZegoExpressEngine(appID, server);
      await zg.createZegoStream({ camera: { video: false, audio: true } });
      await zg.createStream({ camera: { video: false, audio: true } });
      return helpers.asked.map(({ audio, video }) => [Boolean(audio), Boolean(video)]);
    });
    expect(asked).toEqual([
      [true, false],
      [true, false],
    ]);
  });
});

test("6. playVideo and playAudio, views by id and by element, a real MediaStream", async () => {
  const tab = await site.open();
  await tab.setContent('<div id="a"></div><div id="b"></div><div id="c"></div>');
  const played = await tab.evaluate(async () => {
    const zg = new ZegoExpressEngine(appID, server);
    await zg.loginRoom("views", "", { userID: "views" });
    const local = await zg.createZegoStream({});
    zg.startPublishingStream("views", local);
    local.playVideo(document.getElementById("a") as HTMLElement, { objectFit: "cover" });
    local.playAudio();
    const remote = await zg.startPlayingStream("views");
    zg.createRemoteStreamView(remote).play("b");
    zg.createRemoteStreamView(remote).play(document.getElementById("c") as HTMLElement);
    const plain = document.createElement("audio");
    plain.srcObject = remote;
    await plain.play();
    const media = () => [
      ...document.querySelectorAll<HTMLMediaElement>("#b audio, #b video, #c audio, #c video"),
      plain,
    ];
    await helpers.until(
      () => media().length >= 3 && media().every(({ currentTime }) => currentTime > 0),
      "all three play",
    );
    return remote instanceof MediaStream && helpers.until(() => helpers.loudness(remote), "sound");
  });
  expect(played).toBeGreaterThan(0);
});
