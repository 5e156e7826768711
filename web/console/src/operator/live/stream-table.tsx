/** The streams of a room in numbers. */
import { computed } from "@preact/signals";
import { Icon } from "../../components/icon";
import { Meter } from "../../components/meter";
import { t } from "../../i18n";
import { actsColumn, RowAct, Table } from "../parts/table";
import { kilobits, percent } from "../state/format";
import type { LiveRoom, LiveStream } from "../state/generated";
import { gradeOf, TONE_CLASSES } from "../state/grade";
import { Players } from "./players";

const NUMBERS = ["bitrate", "loss", "jitter", "rtt"] as const;

/** What a {@link StreamTable} takes. */
export interface StreamTableProps {
  room: LiveRoom;
  /** The stream whose charts are shown. */
  chosen: string | undefined;
  onChoice: (streamId: string) => void;
  onStop: (streamId: string) => void;
}

/** The table. */
export function StreamTable({ room, chosen, onChoice, onStop }: StreamTableProps) {
  const columns = [
    { title: t("live.stream") },
    { title: t("live.publisher") },
    { title: t("live.level") },
    { title: t("live.codec") },
    ...NUMBERS.map((name) => ({ title: t(`quality.${name}`), unit: t(`unit.${name}`) })),
    { title: t("live.players") },
    actsColumn(),
  ];
  return (
    <Table columns={columns} testId="streams">
      {room.streams.map((stream) => (
        <tr
          key={stream.stream_id}
          class={stream.stream_id === chosen ? "chosen" : undefined}
          data-testid={`stream-${stream.stream_id}`}
        >
          <th scope="row">
            <button
              type="button"
              class="link"
              aria-pressed={stream.stream_id === chosen}
              onClick={() => onChoice(stream.stream_id)}
            >
              <span class="visually-hidden">{t("live.charts.choose")} </span>
              {stream.stream_id}
            </button>
          </th>
          <Cells room={room} stream={stream} />
          <RowAct
            action={t("live.stop")}
            of={stream.stream_id}
            testId={`stop-${stream.stream_id}`}
            onClick={() => onStop(stream.stream_id)}
          />
        </tr>
      ))}
    </Table>
  );
}

function Cells({ room, stream }: { room: LiveRoom; stream: LiveStream }) {
  const roundTrip = room.users.find(({ user_id }) => user_id === stream.user_id)?.round_trip_ms;
  const tone = TONE_CLASSES[gradeOf(stream)];
  return (
    <>
      <td class="name">{stream.user_id}</td>
      <td class="level">
        {stream.has_open_microphone ? (
          <Meter
            level={computed(() => stream.level)}
            label={t("live.level.of", { stream: stream.stream_id })}
            testId="level"
          />
        ) : (
          <span class="muted">{t("live.muted")}</span>
        )}
      </td>
      <td class="codec">
        {stream.codec}
        {stream.has_video && (
          <span class="pictures">
            <Icon name="camera" />
            <span class="visually-hidden">{t("live.video")}</span>
          </span>
        )}
      </td>
      <td class={`number ${tone}`} data-testid="bitrate">
        {kilobits(stream.bits_per_second)}
      </td>
      <td class={`number ${tone}`}>{percent(stream.loss)}</td>
      <td class={`number ${tone}`}>{stream.jitter_ms.toFixed(0)}</td>
      <td class="number">{roundTrip === undefined ? "–" : roundTrip.toFixed(0)}</td>
      <td class="plays">
        <Players players={stream.players} />
      </td>
    </>
  );
}
