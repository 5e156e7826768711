/** Waiting for conditions instead of for time. */
import { setTimeout as pause } from "node:timers/promises";

/** How long anything may take before the test gives up; generous, for busy machines. */
export const LIMIT_MS = 20_000;

/** Asks again and again until the answer is neither false nor empty. */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  limitMs = LIMIT_MS,
): Promise<NonNullable<T>> {
  const end = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`not within ${limitMs / 1000} s: ${what}`);
    await pause(20);
  }
}
