/** A user in the picture of a room. */
import type { Node, Shape } from "../state/room-picture";

/** What a {@link Person} takes. */
export interface PersonProps {
  node: Node;
  shape: Shape;
  onClick: () => void;
}

/** A disc with a ring for the level, a mark for a muted microphone and one for a bad network. */
export function Person({ node, shape, onClick }: PersonProps) {
  const radius = shape.node;
  const ring = radius + 5;
  const around = 2 * Math.PI * ring;
  const loud = (around * Math.min(100, node.level)) / 100;
  const { anchor, ...position } = node.label;
  const names = [
    "node",
    node.publishes && "publisher",
    node.speaks && "speaks",
    !node.connected && "gone",
    node.network,
  ];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the table of streams has the buttons.
    <g
      class={names.filter(Boolean).join(" ")}
      transform={`translate(${node.x.toFixed(1)} ${node.y.toFixed(1)})`}
      data-testid={`node-${node.userId}`}
      onClick={onClick}
    >
      <title>{node.name === node.userId ? node.userId : `${node.name} (${node.userId})`}</title>
      {node.publishes && <circle class="node-ring" r={ring} />}
      <circle class="node-body" r={radius} />
      {node.publishes && (
        <circle
          class="node-level"
          r={ring}
          transform="rotate(-90)"
          stroke-dasharray={`${loud.toFixed(1)} ${around.toFixed(1)}`}
        />
      )}
      <text class="node-initials" dy="0.35em" style={{ fontSize: `${radius * 0.6}px` }}>
        {initials(node.name)}
      </text>
      {node.isMuted && (
        <g class="node-mark" transform={`translate(${radius * 0.8} ${radius * 0.8})`}>
          <circle r="8.5" />
          <path d="M-2 -4a2 2 0 0 1 4 0v3a2 2 0 0 1 -4 0zM-4 -1a4 4 0 0 0 8 0M0 3v2M-5 -5l10 10" />
        </g>
      )}
      {node.network !== "good" && (
        <g
          class={`node-mark network ${node.network}`}
          transform={`translate(${radius * 0.8} ${-radius * 0.8})`}
        >
          <circle r="8.5" />
          <path d="M0 -4.500v5.500M0 4v.2" />
        </g>
      )}
      <text class="node-name" {...position} text-anchor={anchor}>
        {shortened(node.name, shape.longestName)}
      </text>
    </g>
  );
}

/** The first letters of the first two words, or the first two of the only one. */
function initials(name: string): string {
  const [first = "", second] = name.split(/[\s_.@-]+/).filter(Boolean);
  const letters = second ? [[...first][0], [...second][0]] : [...first].slice(0, 2);
  return letters.join("").toUpperCase();
}

function shortened(name: string, most: number): string {
  const characters = [...name];
  return characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : name;
}
