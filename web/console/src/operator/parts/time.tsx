/** A moment in a table. */

import { dateTime, moment } from "../state/format";
import { api } from "../state/stores";

/** Without its date where it is of this day; the whole of it is in its title. */
export function Time({ ms }: { ms: number }) {
  return (
    <time class="time" dateTime={new Date(ms).toISOString()} title={dateTime(ms)}>
      {moment(ms, api.now())}
    </time>
  );
}
