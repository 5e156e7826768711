import { expect, test } from "vitest";
import { Silence } from "../../src/transport/silence";

/** When silence is noticed, looking at these newest packets every 100 ms. */
function noticed(newest: number[]): number | undefined {
  const silence = new Silence();
  const index = newest.findIndex((packet, look) => silence.observe(look * 100, packet));
  return index < 0 ? undefined : index * 100;
}

test("packets that stop are missed after 300 ms", () => {
  expect(noticed([1, 2, 3, 3, 3, 3])).toBe(500);
});

test("packets that come are not missed", () => {
  expect(noticed([1, 2, 3, 3, 3, 4, 5, 5, 5, 6])).toBeUndefined();
});

test("a stream that was quiet from the start is not missed", () => {
  expect(noticed([0, 0, 0, 0, 0, 0])).toBeUndefined();
  expect(noticed([7, 7, 7, 7, 7, 7])).toBeUndefined();
});

test("one late look is no silence", () => {
  const silence = new Silence();
  silence.observe(0, 1);
  silence.observe(100, 2);
  expect(silence.observe(60_000, 2)).toBe(false);
  expect(silence.suspected).toBe(true);
  expect(silence.observe(60_100, 2)).toBe(true);
});
