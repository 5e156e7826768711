/** Views on local and played streams, and what the quality events say of pictures. */
import { expect, test } from "vitest";
import { newCaller, unique } from "../harness/world.ts";

const CAMERA = { camera: { video: { quality: 1 }, audio: true } };

test("views show both sides as they are told to, and quality events measure them", async () => {
  const room = unique("room");
  const alice = await newCaller("first", unique("alice"));
  const bob = await newCaller("second", unique("bob"));
  expect(await alice.login(room)).toEqual({ value: true });
  expect(await bob.login(room)).toEqual({ value: true });
  const { stream } = alice;
  await alice.publish(stream, CAMERA);
  await bob.play(stream);

  // The page's own picture, mirrored, in an element by its id.
  await alice.page.evaluate(async (id) => {
    document.body.insertAdjacentHTML("beforeend", `<div id="own"></div>`);
    const view = window.caller.engine().createLocalStreamView(window.caller.local(id));
    const shown = new Promise<void>((resolve) => view.on("canPlayVideo", resolve));
    view.play("own", { mirror: true, objectFit: "cover", enableAutoplayDialog: false });
    await shown;
  }, stream);
  const own = await alice.page.evaluate(() => {
    const { muted, style } = document.querySelector("#own video") as HTMLVideoElement;
    const sound = (document.querySelector("#own audio") as HTMLAudioElement).muted;
    return { muted, sound, objectFit: style.objectFit, transform: style.transform };
  });
  // Nobody hears himself.
  expect(own).toEqual({ muted: true, sound: true, objectFit: "cover", transform: "scaleX(-1)" });

  // A played one, in an element, hidden and shown, and taken away.
  const played = await bob.page.evaluate(async (id) => {
    const remote = window.caller.remote(id);
    const view = window.caller.engine().createRemoteStreamView(remote);
    const box = document.createElement("div");
    document.body.append(box);
    const shown = new Promise<void>((resolve) => view.on("canPlayVideo", resolve));
    view.play(box, { objectFit: "fill", muted: true });
    await shown;
    const video = box.querySelector("video") as HTMLVideoElement;
    const { objectFit, transform } = video.style;
    const size = [view.getVideoWidth(), view.getVideoHeight()];
    view.setVideoMuted(true);
    const hidden = video.style.visibility;
    view.setVideoMuted(false);
    const visible = video.style.visibility;
    const snapshot = view.takeStreamSnapshot() ?? "";
    const image = new Image();
    image.src = snapshot;
    await image.decode();
    view.stopVideo();
    const left = [...box.children].map(({ tagName }) => tagName);
    view.stop();
    const again = [...box.children].length;
    return {
      objectFit,
      transform,
      size,
      hidden,
      visible,
      snapshot: [image.naturalWidth, image.naturalHeight],
      left,
      again,
    };
  }, stream);
  expect(played).toEqual({
    objectFit: "fill",
    transform: "",
    size: [320, 240],
    hidden: "hidden",
    visible: "",
    snapshot: [320, 240],
    left: ["AUDIO"],
    again: 0,
  });

  const figures = {
    frameWidth: 320,
    frameHeight: 240,
    googCodecName: "VP8",
    muteState: "0",
    videoPacketsLostRate: expect.any(Number),
  };
  const measured = ([id, quality]: unknown[]) =>
    id === stream && (quality as { video: { videoBitrate: number } }).video.videoBitrate > 0;
  const sent = (await alice.saw("publishQualityUpdate", measured)).args[1].video;
  const seen = (await bob.saw("playQualityUpdate", measured)).args[1].video;
  console.log("sent", JSON.stringify(sent), "seen", JSON.stringify(seen));
  for (const video of [sent, seen]) {
    expect(video).toMatchObject(figures);
    for (const rate of [video.videoFPS, video.videoTransferFPS]) {
      expect(rate).toBeGreaterThan(2);
      expect(rate).toBeLessThan(25);
    }
    expect(video.videoBitrate).toBeGreaterThan(20);
    // What quality 1 stands for, and what sound and headers may add.
    expect(video.videoBitrate).toBeLessThan(400);
  }
  expect(seen.videoRenderFPS).toBeGreaterThan(2);
  expect(seen.videoFramesDecoded).toBeGreaterThan(5);
  const newest = await bob.call("getPlayingStreamQuality", stream);
  expect((newest.value as { video: object }).video).toMatchObject(figures);
});

test("a view without a place to be says so", async () => {
  const alice = await newCaller("first", unique("alice"));
  const errors = await alice.page.evaluate(() => {
    const engine = window.caller.engine();
    const tried = (what: () => unknown): unknown => {
      try {
        return what();
      } catch (error) {
        return (error as { code: number }).code;
      }
    };
    const stream = window.caller.painted("rgb(255, 0, 0)");
    const view = engine.createRemoteStreamView(stream);
    return [
      tried(() => view.play("#missing")),
      tried(() => view.playVideo("missing")),
      tried(() => view.play(undefined as unknown as string)),
      tried(() => view.setVolume(101)),
      tried(() => engine.createRemoteStreamView(null as unknown as MediaStream)),
      tried(() => engine.createLocalStreamView({} as unknown as MediaStream)),
    ];
  });
  expect(errors).toEqual([1100001, 1100001, 1100001, 1100001, 1100001, 1103044]);
});
