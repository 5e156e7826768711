/** The latest callbacks, which can be narrowed down. */
import { useSignal } from "@preact/signals";
import { Button } from "../../components/button";
import { Card } from "../../components/card";
import { TextField } from "../../components/field";
import { t } from "../../i18n";
import { countsOf, filtered, PROGRESSES } from "../state/deliveries";
import type { Delivery, Progress } from "../state/generated";
import { DeliveryTable } from "./delivery-table";

/** What a {@link DeliveriesCard} takes. */
export interface DeliveriesCardProps {
  /** The newest first. */
  deliveries: readonly Delivery[];
  /** When the server was asked. */
  nowMs: number;
  onRefresh: () => void;
}

/** The card. */
export function DeliveriesCard({ deliveries, nowMs, onRefresh }: DeliveriesCardProps) {
  const state = useSignal<Progress | undefined>(undefined);
  const text = useSignal("");
  const counts = countsOf(deliveries);
  const shown = filtered(deliveries, { state: state.value, text: text.value });
  const choice = (wanted: Progress | undefined, name: string, count: number) => (
    <Button
      key={name}
      small
      kind="choice"
      pressed={state.value === wanted}
      testId={`filter-${wanted ?? "all"}`}
      onClick={() => {
        state.value = wanted;
      }}
    >
      {`${name} (${count})`}
    </Button>
  );
  return (
    <Card
      title={t("callbacks.deliveries")}
      aside={
        <Button small icon="refresh" testId="refresh" onClick={onRefresh}>
          {t("common.refresh")}
        </Button>
      }
    >
      {deliveries.length > 0 && (
        <div class="filters">
          <fieldset class="choices" aria-label={t("callbacks.filter.state")}>
            {choice(undefined, t("callbacks.filter.all"), deliveries.length)}
            {PROGRESSES.map((name) => choice(name, t(`callbacks.progress.${name}`), counts[name]))}
          </fieldset>
          <TextField label={t("callbacks.filter.text")} value={text} testId="filter-text" />
        </div>
      )}
      {shown.length > 0 ? (
        <DeliveryTable shown={shown} all={deliveries} nowMs={nowMs} />
      ) : (
        <p class="empty">{t(deliveries.length > 0 ? "callbacks.none.found" : "callbacks.none")}</p>
      )}
    </Card>
  );
}
