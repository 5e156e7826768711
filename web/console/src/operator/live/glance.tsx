/** A room in a line: how many are there, who speaks, whose network is bad. */
import { t } from "../../i18n";
import type { LiveRoom } from "../state/generated";
import { type Member, membersOf } from "../state/room-members";

const MOST_NAMES = 4;

/** What a {@link Glance} takes. */
export interface GlanceProps {
  room: LiveRoom;
}

/** The line. */
export function Glance({ room }: GlanceProps) {
  const members = membersOf(room);
  const bad = members.filter(({ network }) => network === "error");
  const lost = members.filter(({ connected }) => !connected);
  return (
    <dl class="glance" data-testid="glance">
      <Fact name={t("live.users")} text={`${room.users.length}`} />
      <Fact name={t("live.streams")} text={`${room.streams.length}`} />
      <Fact name={t("live.speaking")} text={names(members.filter(({ speaks }) => speaks))} />
      <Fact name={t("live.badNetwork")} text={names(bad)} isBad={bad.length > 0} />
      {lost.length > 0 && <Fact name={t("live.link.lost")} text={names(lost)} isBad />}
    </dl>
  );
}

function Fact({ name, text, isBad }: { name: string; text: string; isBad?: boolean }) {
  return (
    <div class={isBad ? "bad" : undefined}>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </div>
  );
}

function names(members: readonly Member[]): string {
  if (members.length === 0) {
    return t("live.players.none");
  }
  const some = members.slice(0, MOST_NAMES).map(({ name }) => name);
  const more = members.length - some.length;
  return some.join(", ") + (more > 0 ? ` +${more}` : "");
}
