import { expect, test } from "vitest";
import { Redundancy } from "../../src/transport/redundancy";

/** What is wanted after each loss, told once a second. */
function wanted(losses: number[]): boolean[] {
  const redundancy = new Redundancy();
  return losses.map((loss, second) => {
    redundancy.observe(1000 * second, loss);
    return redundancy.wanted;
  });
}

test("it begins at the first real loss", () => {
  expect(wanted([0, 0.004, 0.02, 0.03, 0.02])).toEqual([false, false, false, true, true]);
});

test("it ends after a while without loss, counted from the last one", () => {
  const calm = Array<number>(16).fill(0);
  expect(wanted([0.1, ...calm.slice(1)]).at(-1)).toBe(true);
  expect(wanted([0.1, ...calm]).at(-1)).toBe(false);
  expect(wanted([0.1, ...calm.slice(2), 0.01, ...calm.slice(1)]).at(-1)).toBe(true);
  expect(wanted([0.1, ...calm, 0.05]).at(-1)).toBe(true);
});

test("loss between both bounds changes nothing", () => {
  const some = Array<number>(60).fill(0.02);
  expect(wanted(some).at(-1)).toBe(false);
  expect(wanted([0.1, ...some]).at(-1)).toBe(true);
});
