/** One room: its picture, its streams and users, and what can be done to them. */
import { useSignal } from "@preact/signals";
import { Button } from "../../components/button";
import { Card } from "../../components/card";
import { t } from "../../i18n";
import { toasts } from "../../state/toasts";
import { RefusalNotice } from "../parts/refusal-notice";
import { useTask } from "../parts/use-task";
import { duration } from "../state/format";
import type { LiveRoom } from "../state/generated";
import type { LiveView } from "../state/live";
import { type Act, RoomActs } from "../state/room-acts";
import { api, confirmation } from "../state/stores";
import { Glance } from "./glance";
import { RoomPicture } from "./room-picture";
import { StreamCharts } from "./stream-charts";
import { StreamTable } from "./stream-table";
import { UserTable } from "./user-table";

/** What a {@link RoomView} takes. */
export interface RoomViewProps {
  appId: number;
  room: LiveRoom;
  live: LiveView;
  /** After a stream was forbidden. */
  onForbid: () => void;
}

/** The room. */
export function RoomView({ appId, room, live, onForbid }: RoomViewProps) {
  const task = useTask();
  const chosen = useSignal<string | undefined>(undefined);
  const acts = new RoomActs(api, appId, room.room_id);
  const now = live.timeMs.value;
  const stream =
    room.streams.find(({ stream_id }) => stream_id === chosen.value) ?? room.streams[0];
  const act = async ({ question, perform, done }: Act) => {
    const consent = await confirmation.ask(question);
    const isDone = consent && (await task.run(() => perform(consent.reason)));
    if (isDone) {
      toasts.show(done);
    }
    return isDone;
  };
  const forbid = async (streamId: string) => {
    if (await act(acts.forbid(streamId))) {
      onForbid();
    }
  };
  return (
    <div class="stack room-view">
      <RefusalNotice refusal={task.refusal.value} />
      <Card
        title={room.room_id}
        aside={
          <>
            <span class="muted">
              {t("live.room.since", { time: duration(now - room.created_ms) })}
            </span>
            <Button
              small
              kind="danger"
              testId="close-room"
              onClick={() => void act(acts.close(room.users.length))}
            >
              {t("live.close")}
            </Button>
          </>
        }
      >
        <Glance room={room} />
        <RoomPicture
          room={room}
          chosen={chosen.value}
          onChoice={(streamId) => {
            chosen.value = streamId;
          }}
        />
      </Card>
      <Card title={t("live.streams")}>
        {room.streams.length === 0 ? (
          <p class="empty">{t("live.noStreams")}</p>
        ) : (
          <StreamTable
            room={room}
            chosen={stream?.stream_id}
            onChoice={(streamId) => {
              chosen.value = streamId;
            }}
            onStop={(streamId) => void act(acts.stop(streamId))}
            onForbid={(streamId) => void forbid(streamId)}
          />
        )}
      </Card>
      {stream && (
        <StreamCharts
          streamId={stream.stream_id}
          samples={live.histories.value.get(stream.stream_id) ?? []}
        />
      )}
      <Card title={t("live.users")}>
        <UserTable room={room} nowMs={now} onKick={(user) => void act(acts.kick(user))} />
      </Card>
    </div>
  );
}
