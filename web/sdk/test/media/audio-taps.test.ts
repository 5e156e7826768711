import { beforeEach, expect, test, vi } from "vitest";
import { AudioTaps } from "../../src/media/audio-taps";

/** Taps that are being opened, and how many are open. */
const world = vi.hoisted(() => ({ opening: [] as (() => void)[], open: 0 }));

vi.mock("../../src/media/audio-tap", () => ({
  AudioTap: {
    open: () =>
      new Promise((resolve) =>
        world.opening.push(() => {
          world.open++;
          resolve({ close: () => world.open-- });
        }),
      ),
  },
}));

beforeEach(() => {
  world.opening.length = 0;
  world.open = 0;
});

const track = () => ({}) as MediaStreamTrack;
const callback = () => undefined;

test("of two calls the newer one counts", async () => {
  const taps = new AudioTaps();
  const both = [taps.set("s", track, callback), taps.set("s", track, callback)];
  for (const open of world.opening) open();
  await Promise.all(both);
  expect(world.open).toBe(1);
  await taps.set("s", track, null);
  expect(world.open).toBe(0);
});

test("a tap that is closed while it opens does not stay", async () => {
  const taps = new AudioTaps();
  const set = [taps.set("a", track, callback), taps.set("b", track, callback)];
  await taps.set("a", track, null);
  taps.closeAll();
  for (const open of world.opening) open();
  await Promise.all(set);
  expect(world.open).toBe(0);
});
