/** The streams of a room in numbers. */
import { computed } from "@preact/signals";
import { Meter } from "../../components/meter";
import type { Tone } from "../../components/notice";
import { t } from "../../i18n";
import { actsColumn, RowAct, Table } from "../parts/table";
import { kilobits, percent } from "../state/format";
import type { LivePlayer, LiveRoom, LiveStream } from "../state/generated";
import { gradeOf } from "../state/grade";

const CLASSES: Record<Tone, string> = {
  good: "",
  info: "muted",
  warning: "middling",
  error: "bad",
};

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
  const tone = CLASSES[gradeOf(stream)];
  return (
    <>
      <td>{stream.user_id}</td>
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
      <td>{stream.codec}</td>
      <td class={`number ${tone}`} data-testid="bitrate">
        {kilobits(stream.bits_per_second)}
      </td>
      <td class={`number ${tone}`}>{percent(stream.loss)}</td>
      <td class={`number ${tone}`}>{stream.jitter_ms.toFixed(0)}</td>
      <td class="number">{roundTrip === undefined ? "–" : roundTrip.toFixed(0)}</td>
      <td>
        <Players players={stream.players} />
      </td>
    </>
  );
}

function Players({ players }: { players: readonly LivePlayer[] }) {
  if (players.length === 0) {
    return <span class="muted">{t("live.players.none")}</span>;
  }
  return (
    <ul class="players">
      {players.map((player) => (
        <li key={player.user_id} class={CLASSES[gradeOf(player)]}>
          {t("live.player", {
            user: player.user_id,
            loss: percent(player.loss),
            jitter: player.jitter_ms.toFixed(0),
            bitrate: kilobits(player.bits_per_second),
          })}
        </li>
      ))}
    </ul>
  );
}
