/** Who plays whom, as a picture. The tables below say the same in words. */
import type { Tone } from "../../components/notice";
import { t } from "../../i18n";
import type { LiveRoom } from "../state/generated";
import { HEIGHT, type Node, pictureOf, WIDTH } from "../state/room-picture";

const TONES: readonly Tone[] = ["good", "warning", "error", "info"];
const NODE = 22;
const RING = 27;
const AROUND = 2 * Math.PI * RING;
const LONGEST_NAME = 16;

/** What a {@link RoomPicture} takes. */
export interface RoomPictureProps {
  room: LiveRoom;
  /** The stream whose arcs stand out. */
  chosen: string | undefined;
  onChoice: (streamId: string | undefined) => void;
}

/** Users are nodes, their level a ring; each play is an arc towards who hears it. */
export function RoomPicture({ room, chosen, onChoice }: RoomPictureProps) {
  const { nodes, arcs, omitted } = pictureOf(room);
  // Two who face each other leave most of the height empty.
  const top = nodes.length <= 2 ? HEIGHT / 4 : 0;
  const label = t("live.picture.label", {
    users: room.users.length,
    streams: room.streams.length,
    plays: arcs.length,
    bad: arcs.filter(({ tone }) => tone === "error").length,
  });
  const streamOf = (user: string) =>
    room.streams.find(({ user_id }) => user_id === user)?.stream_id;
  return (
    <figure class="room-picture" data-testid="picture">
      <svg viewBox={`0 ${top} ${WIDTH} ${HEIGHT - 2 * top}`} role="img" aria-label={label}>
        <defs>
          {TONES.map((tone) => (
            <marker
              key={tone}
              id={`arrow-${tone}`}
              viewBox="0 0 8 8"
              refX="6"
              refY="4"
              markerWidth="5"
              markerHeight="5"
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
            onClick={() => {
              const stream = streamOf(node.userId);
              onChoice(stream === chosen ? undefined : stream);
            }}
          />
        ))}
      </svg>
      <figcaption class="legend">
        {omitted > 0 && <span>{t("live.picture.more", { count: omitted })}</span>}
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

function Person({ node, onClick }: { node: Node; onClick: () => void }) {
  const names = ["node", node.publishes && "publisher", !node.connected && "gone"];
  const loud = (AROUND * Math.min(100, node.level)) / 100;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the table of streams has the buttons.
    <g
      class={names.filter(Boolean).join(" ")}
      transform={`translate(${node.x.toFixed(1)} ${node.y.toFixed(1)})`}
      data-testid={`node-${node.userId}`}
      onClick={onClick}
    >
      <circle class="node-body" r={NODE} />
      {node.publishes && (
        <>
          <circle class="node-ring" r={RING} />
          <circle
            class="node-level"
            r={RING}
            transform="rotate(-90)"
            stroke-dasharray={`${loud.toFixed(1)} ${AROUND.toFixed(1)}`}
          />
        </>
      )}
      <text class="node-initials" dy="0.35em">
        {[...node.name].slice(0, 2).join("").toUpperCase()}
      </text>
      <text class="node-name" y={node.labelY - node.y}>
        {shortened(node.name)}
      </text>
    </g>
  );
}

function shortened(name: string): string {
  const characters = [...name];
  return characters.length > LONGEST_NAME
    ? `${characters.slice(0, LONGEST_NAME - 1).join("")}…`
    : name;
}
