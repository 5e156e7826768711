/** The users of a room. */
import { Badge } from "../../components/badge";
import { Button } from "../../components/button";
import { t } from "../../i18n";
import { duration } from "../state/format";
import type { LiveRoom } from "../state/generated";

/** What a {@link UserTable} takes. */
export interface UserTableProps {
  room: LiveRoom;
  /** The server's clock. */
  nowMs: number;
  onKick: (userId: string) => void;
}

/** The table. */
export function UserTable({ room, nowMs, onKick }: UserTableProps) {
  return (
    <div class="table-box">
      <table class="table" data-testid="users">
        <thead>
          <tr>
            <th scope="col">{t("live.user")}</th>
            <th scope="col">{t("projects.name")}</th>
            <th scope="col">{t("live.platform")}</th>
            <th scope="col">{t("live.link")}</th>
            <th scope="col" class="number">
              {t("quality.rtt")} <small>{t("unit.rtt")}</small>
            </th>
            <th scope="col" class="number">
              {t("live.since")}
            </th>
            <th scope="col">
              <span class="visually-hidden">{t("common.actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {room.users.map((user) => (
            <tr key={user.user_id} data-testid={`user-${user.user_id}`}>
              <th scope="row">{user.user_id}</th>
              <td>{user.user_name}</td>
              <td>{user.platform}</td>
              <td>
                <Badge tone={user.connected ? "good" : "warning"}>
                  {t(user.connected ? "live.link.good" : "live.link.lost")}
                </Badge>
              </td>
              <td class="number">{user.round_trip_ms?.toFixed(0) ?? "–"}</td>
              <td class="number">{duration(nowMs - user.logged_in_ms)}</td>
              <td class="last">
                <Button
                  small
                  kind="danger"
                  testId={`kick-${user.user_id}`}
                  onClick={() => onKick(user.user_id)}
                >
                  {t("live.kick")}
                  <span class="visually-hidden"> {user.user_id}</span>
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
