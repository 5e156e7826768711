/** Who plays a stream, and how it arrives. */
import { t } from "../../i18n";
import { kilobits, percent } from "../state/format";
import type { LivePlayer } from "../state/generated";
import { gradeOf, TONE_CLASSES } from "../state/grade";

/** So many are listed at once; of more only those with trouble. */
const FEW = 4;

/** The players. */
export function Players({ players }: { players: readonly LivePlayer[] }) {
  if (players.length === 0) {
    return <span class="muted">{t("live.players.none")}</span>;
  }
  if (players.length <= FEW) {
    return <List players={players} />;
  }
  const bad = players.filter((player) => gradeOf(player) === "error");
  const rest = players.filter((player) => !bad.includes(player));
  return (
    <>
      {bad.length > 0 && <List players={bad} />}
      <details class="more players">
        <summary>
          {t(bad.length > 0 ? "live.players.more" : "live.players.all", { count: rest.length })}
        </summary>
        <List players={rest} />
      </details>
    </>
  );
}

function List({ players }: { players: readonly LivePlayer[] }) {
  return (
    <ul class="players">
      {players.map((player) => (
        <li key={player.user_id} class={TONE_CLASSES[gradeOf(player)]}>
          {told(player)}
        </li>
      ))}
    </ul>
  );
}

function told({ user_id: user, loss, jitter_ms, bits_per_second }: LivePlayer): string {
  return bits_per_second === 0
    ? t("live.player.nothing", { user })
    : t("live.player", {
        user,
        loss: percent(loss),
        jitter: jitter_ms.toFixed(0),
        bitrate: kilobits(bits_per_second),
      });
}
