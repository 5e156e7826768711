/** Quality figures with a small plot of the one that was chosen. */
import { useSignal } from "@preact/signals";
import type { Tone } from "../components/notice";
import { Plot } from "../components/plot";
import { t } from "../i18n";
import { FIGURES, type Figure, HISTORY_MS, type QualityHistory } from "../state/quality-history";

/** What a {@link QualityPanel} takes. */
export interface QualityPanelProps {
  history: QualityHistory;
  /** Whose figures these are. */
  name: string;
  testId?: string | undefined;
}

/** A plot is not blown up beyond this: small noise looks small. */
const LEAST_TOP: Record<Figure, number> = {
  bitrate: 64,
  loss: 10,
  jitter: 20,
  rtt: 50,
  delay: 100,
};
const TONES: readonly Tone[] = ["good", "good", "warning", "error", "error"];
const DIGITS: Record<Figure, number> = { bitrate: 0, loss: 1, jitter: 0, rtt: 0, delay: 0 };

/** The figures of a stream. Each is a button that plots it. */
export function QualityPanel({ history, name, testId }: QualityPanelProps) {
  const plotted = useSignal<Figure>("bitrate");
  const samples = history.samples.value;
  const newest = samples.at(-1);
  if (!newest) {
    return <p class="muted waiting">{t("quality.waiting")}</p>;
  }
  const figures = FIGURES.filter((figure) =>
    samples.some((sample) => sample[figure] !== undefined),
  );
  const label = t("quality.plot", { figure: t(`quality.${plotted.value}`), name });
  return (
    <div class="quality" data-testid={testId}>
      <fieldset class="figures" aria-label={t("quality.label", { name })}>
        {figures.map((figure) => (
          <button
            key={figure}
            type="button"
            class="figure"
            aria-pressed={plotted.value === figure}
            data-testid={`figure-${figure}`}
            onClick={() => {
              plotted.value = figure;
            }}
          >
            <span class="figure-name">{t(`quality.${figure}`)}</span>
            <span class="figure-value">
              {newest[figure]?.toFixed(DIGITS[figure]) ?? "–"}
              <small>{t(`unit.${figure}`)}</small>
            </span>
          </button>
        ))}
        <p class={`figure grade ${TONES[newest.grade] ?? "info"}`} data-testid="grade">
          <span class="figure-name">{t("quality.grade")}</span>
          <span class="figure-value">{t(`grade.${newest.grade}`)}</span>
        </p>
      </fieldset>
      <Plot
        points={samples.map((sample) => ({ time: sample.time, value: sample[plotted.value] }))}
        spanMs={HISTORY_MS}
        leastTop={LEAST_TOP[plotted.value]}
        label={label}
        testId="plot"
      />
    </div>
  );
}
