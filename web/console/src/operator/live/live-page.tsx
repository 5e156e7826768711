/** What happens in a project at this moment: rooms beside the one that is looked at. */
import { useEffect, useMemo } from "preact/hooks";
import { Badge } from "../../components/badge";
import { Card } from "../../components/card";
import { Notice, type Tone } from "../../components/notice";
import { t } from "../../i18n";
import { Page } from "../parts/page";
import { path } from "../state/api";
import type { App, LiveRoom } from "../state/generated";
import { type LiveLink, LiveView } from "../state/live";
import { Loaded } from "../state/loaded";
import { membersOf } from "../state/room-members";
import { addressOf, place } from "../state/router";
import { api, session } from "../state/stores";
import { ForbiddenCard } from "./forbidden-card";
import { RoomView } from "./room-view";

const LINK_TONES: Record<LiveLink, Tone> = {
  connecting: "info",
  connected: "good",
  lost: "error",
};

/** The live view. */
export function LivePage({ app }: { app: App }) {
  const live = useMemo(() => new LiveView(app.app_id, () => void session.refresh()), [app.app_id]);
  useEffect(() => {
    live.start();
    return () => live.stop();
  }, [live]);
  const forbidden = useMemo(
    () => new Loaded(() => api.get<string[]>(path("apps", app.app_id, "forbidden-streams"))),
    [app.app_id],
  );
  useEffect(() => void forbidden.load(), [forbidden]);
  const here = place.value;
  const named = "room" in here ? here.room : undefined;
  const rooms = live.rooms.value;
  const shown = rooms?.find(({ room_id }) => room_id === named) ?? rooms?.[0];
  const link = live.link.value;
  return (
    <Page
      title={t("project.tab.live")}
      lead={t("live.lead")}
      aside={
        <Badge tone={LINK_TONES[link]} testId="live-link">
          {t(`live.${link}`)}
        </Badge>
      }
      testId="page-live"
    >
      {named !== undefined && rooms && shown?.room_id !== named && (
        <Notice tone="info">{t("live.room.gone", { room: named })}</Notice>
      )}
      {link === "lost" && (
        <Notice tone="warning" testId="stale">
          {t(rooms ? "live.stale" : "live.refused")}
        </Notice>
      )}
      {rooms?.length === 0 && (
        <Card title={t("live.rooms", { count: 0 })}>
          <p class="empty">
            {t("live.none")}{" "}
            <a href={tryAddress(app)} data-testid="live-try">
              {t(app.auth === "open" ? "live.try.open" : "live.try.token")}
            </a>
          </p>
        </Card>
      )}
      {rooms && shown && (
        <div class={link === "lost" ? "live-columns stale" : "live-columns"}>
          <RoomList rooms={rooms} shown={shown} appId={app.app_id} />
          <RoomView
            key={shown.room_id}
            appId={app.app_id}
            room={shown}
            live={live}
            onForbid={() => void forbidden.load()}
          />
        </div>
      )}
      <ForbiddenCard appId={app.app_id} forbidden={forbidden} />
    </Page>
  );
}

interface RoomListProps {
  rooms: readonly LiveRoom[];
  shown: LiveRoom;
  appId: number;
}

function RoomList({ rooms, shown, appId }: RoomListProps) {
  return (
    <Card title={t("live.rooms", { count: rooms.length })}>
      <ul class="room-list" data-testid="rooms">
        {rooms.map((room) => (
          <li key={room.room_id}>
            <a
              href={addressOf({ page: "live", appId, room: room.room_id })}
              aria-current={room === shown ? "true" : undefined}
              data-testid={`room-${room.room_id}`}
            >
              <span class="room-list-name">{room.room_id}</span>
              <span class="muted">
                {t("live.room.summary", {
                  users: room.users.length,
                  streams: room.streams.length,
                })}
              </span>
              <Trouble room={room} />
            </a>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Trouble({ room }: { room: LiveRoom }) {
  const bad = membersOf(room).filter(({ network }) => network === "error").length;
  return bad > 0 ? <span class="muted bad">{t("live.room.trouble", { count: bad })}</span> : null;
}

/** Where one can join a room oneself. */
function tryAddress({ app_id: appId, auth }: App): string {
  return auth === "open" ? `/debug#app=${appId}` : addressOf({ page: "tokens", appId });
}
