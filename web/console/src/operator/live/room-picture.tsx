/** Who plays whom, as a picture. The tables below say the same in words. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Tone } from "../../components/notice";
import { t } from "../../i18n";
import type { LiveRoom } from "../state/generated";
import { pictureOf, shapeFor } from "../state/room-picture";
import { Person } from "./person";

const TONES: readonly Tone[] = ["good", "warning", "error", "info"];
/** Of the figure, in CSS pixels. */
const NARROW = 560;
/** With more arcs the good ones step back. */
const MANY_ARCS = 40;

/** What a {@link RoomPicture} takes. */
export interface RoomPictureProps {
  room: LiveRoom;
  /** The stream whose arcs stand out. */
  chosen: string | undefined;
  onChoice: (streamId: string | undefined) => void;
}

/** Users are nodes, their level a ring; each play is an arc towards who hears it. */
export function RoomPicture({ room, chosen, onChoice }: RoomPictureProps) {
  const figure = useRef<HTMLElement>(null);
  const isNarrow = useSignal(false);
  useEffect(() => {
    const width = new ResizeObserver(([entry]) => {
      isNarrow.value = (entry?.contentRect.width ?? NARROW) < NARROW;
    });
    if (figure.current) {
      width.observe(figure.current);
    }
    return () => width.disconnect();
  }, [isNarrow]);
  const shape = shapeFor(isNarrow.value, room.users.length);
  const { nodes, arcs, omitted } = pictureOf(room, shape);
  const label = t("live.picture.label", {
    users: room.users.length,
    streams: room.streams.length,
    plays: arcs.length,
    bad: arcs.filter(({ tone }) => tone === "error").length,
  });
  const streamOf = (user: string) =>
    room.streams.find(({ user_id }) => user_id === user)?.stream_id;
  return (
    <figure ref={figure} class="room-picture" data-testid="picture">
      <svg
        viewBox={`0 0 ${shape.width} ${shape.height}`}
        class={arcs.length > MANY_ARCS ? "crowded" : undefined}
        role="img"
        aria-label={label}
      >
        <defs>
          {TONES.map((tone) => (
            <marker
              key={tone}
              id={`arrow-${tone}`}
              viewBox="0 0 8 8"
              refX="6"
              refY="4"
              markerWidth="10"
              markerHeight="10"
              markerUnits="userSpaceOnUse"
              orient="auto"
            >
              <path class={`arrow ${tone}`} d="M0 0L8 4L0 8z" />
            </marker>
          ))}
        </defs>
        {arcs.map((arc) => (
          <path
            key={`${arc.streamId} ${arc.to}`}
            class={`arc ${arc.tone}${chosen && chosen !== arc.streamId ? " faded" : ""}`}
            d={arc.path}
            marker-end={`url(#arrow-${arc.tone})`}
            data-testid={`arc-${arc.from}-${arc.to}`}
          />
        ))}
        {nodes.map((node) => (
          <Person
            key={node.userId}
            node={node}
            shape={shape}
            onClick={() => {
              const stream = streamOf(node.userId);
              onChoice(stream === chosen ? undefined : stream);
            }}
          />
        ))}
      </svg>
      <figcaption class="legend">
        {omitted > 0 && <span>{t("live.picture.more", { count: omitted })}</span>}
        <span class="legend-node speaks">{t("live.legend.speaks")}</span>
        <span class="legend-node publisher">{t("live.legend.publisher")}</span>
        <span class="legend-node">{t("live.legend.listener")}</span>
        {TONES.map((tone) => (
          <span key={tone} class={`legend-arc ${tone}`}>
            {t(`live.legend.${tone}`)}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}
