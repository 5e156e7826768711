/** The streams of a room in numbers. */
import { computed } from "@preact/signals";
import { Meter } from "../../components/meter";
import { t } from "../../i18n";
import { actsColumn, RowActs, Table } from "../parts/table";
import { kilobits, percent } from "../state/format";
import type { LiveRoom, LiveStream, LiveVideo } from "../state/generated";
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
  onForbid: (streamId: string) => void;
}

/** The table. */
export function StreamTable({ room, chosen, onChoice, onStop, onForbid }: StreamTableProps) {
  const columns = [
    { title: t("live.stream") },
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
              data-testid={`follow-${stream.stream_id}`}
              onClick={() => onChoice(stream.stream_id)}
            >
              <span class="visually-hidden">{t("live.charts.choose")} </span>
              {stream.stream_id}
            </button>
            <p class="muted">{t("live.by", { user: stream.user_id })}</p>
          </th>
          <Cells room={room} stream={stream} />
          <RowActs
            of={stream.stream_id}
            acts={[
              {
                action: t("live.stop"),
                testId: `stop-${stream.stream_id}`,
                onClick: () => onStop(stream.stream_id),
              },
              {
                action: t("live.forbid"),
                testId: `forbid-${stream.stream_id}`,
                onClick: () => onForbid(stream.stream_id),
              },
            ]}
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
        {stream.codec || "–"}
        {stream.video && <Pictures video={stream.video} />}
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

function Pictures({ video }: { video: LiveVideo }) {
  return (
    <p class="muted">
      {video.has_open_camera
        ? t("live.video", {
            codec: video.codec || "–",
            rate: video.frames_per_second.toFixed(0),
            bitrate: kilobits(video.bits_per_second),
          })
        : t("live.video.off")}
    </p>
  );
}
