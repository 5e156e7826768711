/** Numbers and times as they are shown. */
import { language } from "../../i18n";

/** A date with its time, in the person's own time zone. */
export function dateTime(timeMs: number): string {
  return new Date(timeMs).toLocaleString(language.value, {
    dateStyle: "medium",
    timeStyle: "medium",
  });
}

/** A time for a table: without its date where it is of this day. */
export function moment(timeMs: number, nowMs: number): string {
  const isToday = new Date(timeMs).toDateString() === new Date(nowMs).toDateString();
  return new Date(timeMs).toLocaleString(language.value, {
    ...(isToday ? {} : { dateStyle: "medium" }),
    timeStyle: "medium",
  });
}

/** How long something lasts, such as `1:02:03` or `4:05`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (number: number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${Math.floor(seconds / 60) % 60}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest.padStart(5, "0")}` : rest;
}

/** Bits per second in kbit/s. */
export function kilobits(bitsPerSecond: number): string {
  return (bitsPerSecond / 1000).toFixed(bitsPerSecond < 9_950 ? 1 : 0);
}

/** A share from 0 to 1 in percent. */
export function percent(share: number): string {
  return (share * 100).toFixed(share > 0 && share < 0.0995 ? 1 : 0);
}
