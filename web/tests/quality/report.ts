/** What is printed. */
import { median, type Result, type Row } from "./result.ts";

/** Audio that comes later than this is heard as a disturbance of its own. */
const LATE_MS = 60;

const COLUMNS = ["PESQ-WB", "STOI", "delay ms", "kbit/s", "FEC", "copies", "made up", "late ms"];

export function heading(): string {
  const columns = COLUMNS.map((column) => column.padStart(9)).join("");
  return `${"client".padEnd(34)}${"network".padEnd(22)}${columns}  runs`;
}

export function line(row: Row, results: Result[]): string {
  const known = results.map(({ concealed }) => concealed).filter((it) => it !== undefined);
  const columns = [
    row.pesq.toFixed(2),
    row.stoi.toFixed(2),
    row.delay_ms.toFixed(0),
    row.kbit_per_second.toFixed(0),
    percent(row.fec_share),
    percent(row.copied_share),
    percent(known.length > 0 ? median(known) : null),
    row.latest_ms.toFixed(0),
  ];
  const each = results.map(({ scores }) => median(scores.map(({ pesq }) => pesq)).toFixed(2));
  const runs = each.length > 1 ? `${row.runs}: PESQ-WB ${each.join(" ")}` : `${row.runs}`;
  return [
    row.client.padEnd(34),
    row.condition.padEnd(22),
    ...columns.map((column) => column.padStart(9)),
    `  ${runs}`,
  ].join("");
}

/** Whether the machine was too busy for the figures to be trusted. */
export function warning(rows: Row[]): string {
  const late = rows.filter(({ latest_ms }) => latest_ms > LATE_MS);
  if (late.length === 0) return "The machine kept up: no audio was late.";
  const worst = Math.max(...late.map(({ latest_ms }) => latest_ms));
  return (
    `THE MACHINE WAS BUSY: in ${late.length} of ${rows.length} rows audio came up to ${worst} ms ` +
    "late, which sounds like loss. Measure again when it is idle."
  );
}

function percent(share: number | null): string {
  return share === null ? "" : `${(100 * share).toFixed(1)}%`;
}
