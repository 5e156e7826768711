/** Arithmetic of counters. Pure. */

/** The difference of a counter; one that went back was reset, and counts from zero. */
export function delta(after: number, before = 0): number {
  return after >= before ? after - before : Math.max(after, 0);
}

/** A quotient that is 0 where there is nothing to divide by. */
export function rate(amount: number, by: number): number {
  return by > 0 ? amount / by : 0;
}

/** The nearest share, from 0 to 1. */
export function share(value: number): number {
  return Math.min(Math.max(value, 0), 1);
}
