/** An order of names that does not depend on when each came. */

/** The names of a map, in order. */
export function sortedKeys(map: ReadonlyMap<string, unknown>): string[] {
  return [...map.keys()].sort();
}
