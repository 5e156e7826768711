/** Points in time and spans, in ms on the clock of `Session.handle`. */

/** The earliest of some deadlines; `undefined` where there is none. */
export function earliest(deadlines: Iterable<number | undefined>): number | undefined {
  let first: number | undefined;
  for (const deadline of deadlines) {
    if (deadline !== undefined && (first === undefined || deadline < first)) {
      first = deadline;
    }
  }
  return first;
}

/** The point in time after a span; `undefined` after one that has no end. */
export function after(now: number, span: number): number | undefined {
  return Number.isFinite(span) ? now + span : undefined;
}

/** Whether there is a deadline and it has passed. */
export function isOver(deadline: number | undefined, now: number): boolean {
  return deadline !== undefined && deadline <= now;
}

/** A span in words: `500ms`, `1.5s`. */
export function shown(span: number): string {
  return span < 1000 ? `${span}ms` : `${span / 1000}s`;
}
