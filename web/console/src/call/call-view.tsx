/** The room: own microphone, people and streams, messages, and the log. */
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { LogPanel } from "../log/log-panel";
import { MessagesPanel } from "../room/messages-panel";
import { RoomInfoCard } from "../room/room-info-card";
import { type Route, route } from "../state/router";
import { call } from "../state/stores";
import { CallNotices } from "./call-notices";
import { OwnCard } from "./own-card";
import { PeopleCard } from "./people-card";
import { StreamCard } from "./stream-card";

/** Everything in a room. Narrow screens show one view at a time, wide ones all of them. */
export function CallView() {
  const title = useRef<HTMLHeadingElement>(null);
  // The form is gone; the focus goes on at the top of what replaced it.
  useEffect(() => title.current?.focus(), []);
  const streams = call.streams.value;
  return (
    <main class="room" id="main" tabIndex={-1}>
      <h1 class="visually-hidden" ref={title} tabIndex={-1}>
        {t("call.title", { room: call.roomId })}
      </h1>
      <CallNotices />
      <div class="room-grid">
        <div class={view("call", "room-people")}>
          <OwnCard />
          <PeopleCard />
        </div>
        <div class={view("call", "room-streams")} data-testid="streams">
          {streams.map((stream) => (
            <StreamCard key={stream.id} stream={stream} />
          ))}
          {streams.length === 0 && <p class="empty">{t("streams.none")}</p>}
        </div>
        <div class={view("messages", "room-messages")}>
          <MessagesPanel />
          <RoomInfoCard />
        </div>
        <div class={view("log", "room-log")}>
          <LogPanel />
        </div>
      </div>
    </main>
  );
}

function view(name: Route, area: string): string {
  return route.value === name ? `view ${area} current` : `view ${area}`;
}
