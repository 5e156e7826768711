import { expect, test } from "vitest";
import { ServerClock } from "../../src/engine/server-clock";

test("the server's clock goes on with the page's", () => {
  const clock = new ServerClock();
  expect(clock.read(50)).toEqual({ timestamp: 0, maxDeviation: 0 });
  clock.told(100, 1_000_000, 30);
  expect(clock.read(350)).toEqual({ timestamp: 1_000_250, maxDeviation: 15 });
});
