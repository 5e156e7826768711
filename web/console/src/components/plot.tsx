/** A small line over the last minutes. */
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

/** One point: a time in ms since 1970, and a value where there is one. */
export interface Point {
  time: number;
  value: number | undefined;
}

/** What a {@link Plot} takes. */
export interface PlotProps {
  points: readonly Point[];
  /** How much time the plot spans at most, in ms. */
  spanMs: number;
  /** The end of the y axis when all values are smaller. */
  leastTop: number;
  /** What is plotted, for a screen reader. */
  label: string;
  testId?: string | undefined;
}

const HEIGHT = 72;
/** The first points do not fill the whole width. */
const LEAST_SPAN_MS = 30_000;

/** Draws the points with the page's colours; follows the width and the theme. */
export function Plot({ points, spanMs, leastTop, label, testId }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const top = useRef(leastTop);
  top.current = leastTop;
  useEffect(() => {
    const element = box.current;
    if (!element) {
      return undefined;
    }
    const made = new uPlot(options(element, top), [[], []], element);
    plot.current = made;
    const width = new ResizeObserver(() => {
      made.setSize({ width: element.clientWidth, height: HEIGHT });
    });
    width.observe(element);
    const theme = matchMedia("(prefers-color-scheme: dark)");
    const redraw = () => made.redraw();
    theme.addEventListener("change", redraw);
    return () => {
      width.disconnect();
      theme.removeEventListener("change", redraw);
      made.destroy();
    };
  }, []);
  useEffect(() => {
    const times = points.map(({ time }) => time / 1000);
    const end = times.at(-1) ?? 0;
    const span = Math.min(spanMs, Math.max(LEAST_SPAN_MS, (end - (times[0] ?? 0)) * 1000)) / 1000;
    plot.current?.setData([times, points.map(({ value }) => value ?? null)], false);
    plot.current?.setScale("x", { min: end - span, max: end });
  }, [points, spanMs]);
  return <div class="plot" ref={box} role="img" aria-label={label} data-testid={testId} />;
}

function options(element: HTMLElement, top: { current: number }): uPlot.Options {
  const colour = (name: string) => getComputedStyle(element).getPropertyValue(name).trim();
  const grid = { stroke: () => colour("--line"), width: 1 };
  const axis = { stroke: () => colour("--text-muted"), font: `11px ${colour("--font")}`, grid };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    padding: [6, 2, 6, 0],
    scales: {
      y: { range: (_plot, _low, high) => [0, Math.max(top.current, (high ?? 0) * 1.15)] },
    },
    axes: [
      { ...axis, show: false },
      { ...axis, size: 34, gap: 4, ticks: { show: false }, space: 22 },
    ],
    series: [
      {},
      {
        stroke: () => colour("--accent"),
        fill: () => colour("--accent-faint"),
        width: 1.5,
        points: { show: false },
        spanGaps: false,
      },
    ],
  };
}
