/** Callbacks, with what became of each. */
import { useSignal } from "@preact/signals";
import { Badge } from "../../components/badge";
import type { Tone } from "../../components/notice";
import { t } from "../../i18n";
import { Table } from "../parts/table";
import { Time } from "../parts/time";
import { isHeldBack } from "../state/deliveries";
import { duration } from "../state/format";
import type { Delivery, Progress } from "../state/generated";

const TONES: Record<Progress, Tone> = {
  waiting: "info",
  delivered: "good",
  given_up: "error",
};

/** What a {@link DeliveryTable} takes. */
export interface DeliveryTableProps {
  /** Those that are shown. */
  shown: readonly Delivery[];
  /** All of them: one may wait for another that is not shown. */
  all: readonly Delivery[];
  /** When the server was asked. */
  nowMs: number;
}

/** The table. */
export function DeliveryTable({ shown, all, nowMs }: DeliveryTableProps) {
  const opened = useSignal<number | undefined>(undefined);
  const columns = [
    { title: t("logins.time") },
    { title: t("callbacks.event") },
    { title: t("callbacks.progress") },
    { title: t("field.room") },
    { title: t("callbacks.tries"), isNumber: true },
    { title: t("callbacks.next") },
    { title: t("callbacks.error") },
  ];
  return (
    <Table columns={columns} testId="deliveries">
      {shown.flatMap((delivery) => [
        <tr key={delivery.delivery_id} data-testid={`delivery-${delivery.delivery_id}`}>
          <td>
            <Time ms={delivery.created_ms} />
          </td>
          <th scope="row">
            <button
              type="button"
              class="link"
              aria-expanded={delivery.delivery_id === opened.value}
              onClick={() => {
                opened.value =
                  opened.value === delivery.delivery_id ? undefined : delivery.delivery_id;
              }}
            >
              {delivery.event}
            </button>
          </th>
          <td>
            <Badge tone={toneOf(delivery)}>{t(`callbacks.progress.${delivery.state}`)}</Badge>
          </td>
          <td class="name">{delivery.room_id}</td>
          <td class="number">{delivery.attempts}</td>
          <td>{when(delivery, all, nowMs)}</td>
          <td class="name">{delivery.last_error}</td>
        </tr>,
        delivery.delivery_id === opened.value && (
          <tr key={`${delivery.delivery_id} body`}>
            <td colSpan={columns.length}>
              <pre class="code" data-testid="delivery-body">
                {JSON.stringify(delivery.body, null, 2)}
              </pre>
            </td>
          </tr>
        ),
      ])}
    </Table>
  );
}

function toneOf({ state, attempts }: Delivery): Tone {
  return state === "waiting" && attempts > 0 ? "warning" : TONES[state];
}

function when(delivery: Delivery, all: readonly Delivery[], nowMs: number) {
  if (delivery.ended_ms !== undefined) {
    return <Time ms={delivery.ended_ms} />;
  }
  if (isHeldBack(delivery, all)) {
    return t("callbacks.next.heldBack");
  }
  const left = (delivery.next_ms ?? 0) - nowMs;
  return left > 0 ? t("callbacks.next.in", { time: duration(left) }) : t("callbacks.next.now");
}
