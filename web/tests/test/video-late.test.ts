/** Who joins while there is nothing to see, sees as soon as there is. */
import { expect, test } from "vitest";
import { until } from "../harness/until.ts";
import { newCaller, unique } from "../harness/world.ts";
import type { Look } from "../page/pictures.ts";

const isBlack = ({ colour }: Look) => Math.max(...colour) < 30;
const isCamera = ({ colour: [red, green, blue] }: Look) => green > 90 && red < 60 && blue < 60;
const CAMERA = { camera: { video: { quality: 1 }, audio: false } };

test.each([
  { what: "a muted camera", member: "mutePublishStreamVideo", off: true, on: false },
  { what: "a closed camera", member: "enableVideoCaptureDevice", off: false, on: true },
])("$what comes back for who joined meanwhile", async ({ member, off, on }) => {
  const room = unique("room");
  const alice = await newCaller("first", unique("alice"));
  expect(await alice.login(room)).toEqual({ value: true });
  const { stream } = alice;
  await alice.publish(stream, CAMERA);
  const turn = (to: boolean) =>
    alice.page.evaluate(([id, name, value]) => window.caller.withLocal(id, name, value), [
      stream,
      member,
      to,
    ] as const);
  const early = await newCaller("second", unique("early"));
  expect(await early.login(room)).toEqual({ value: true });
  await early.play(stream);
  await early.shows(stream, isCamera);
  await turn(off);
  await early.saw("remoteCameraStatusUpdate", ([, state]) => state === "MUTE");

  const late = await newCaller("second", unique("late"));
  expect(await late.login(room)).toEqual({ value: true });
  await late.play(stream);
  await late.saw("remoteCameraStatusUpdate", ([, state]) => state === "MUTE");
  const sight = await late.page.evaluate((id) => window.caller.shown(id), stream);
  expect(sight === undefined || isBlack(sight), "nothing is to be seen yet").toBe(true);

  await turn(on);
  const began = performance.now();
  await Promise.all([early, late].map((caller) => caller.shows(stream, isCamera)));
  console.log(`${member}: pictures after ${(performance.now() - began).toFixed(0)} ms`);
  const { frames } = await late.shows(stream);
  await until("they go on", () => late.shows(stream, (look) => look.frames > frames + 5));
});
