/** The last minutes of one stream. */
import { Card } from "../../components/card";
import { Plot } from "../../components/plot";
import { t } from "../../i18n";
import { CHARTS, type Chart, HISTORY_MS, type StreamSample } from "../state/live-history";

/** The ends of the axes while all is well. */
const LEAST_TOPS: Record<Chart, number> = { bitrate: 40, loss: 5, worst: 5, rtt: 50 };

/** What {@link StreamCharts} take. */
export interface StreamChartsProps {
  streamId: string;
  samples: readonly StreamSample[];
}

/** A chart for each figure. */
export function StreamCharts({ streamId, samples }: StreamChartsProps) {
  return (
    <Card title={t("live.charts", { stream: streamId })} testId="charts">
      <div class="charts">
        {CHARTS.map((chart) => (
          <div key={chart} class="chart">
            <p class="field-hint">{t(`live.chart.${chart}`)}</p>
            <Plot
              points={samples.map((sample) => ({ time: sample.time, value: sample[chart] }))}
              spanMs={HISTORY_MS}
              leastTop={LEAST_TOPS[chart]}
              label={t(`live.chart.${chart}`)}
              testId={`chart-${chart}`}
            />
          </div>
        ))}
      </div>
    </Card>
  );
}
