/** The users of a room. */
import { Badge } from "../../components/badge";
import { t } from "../../i18n";
import { actsColumn, RowActs, Table } from "../parts/table";
import { duration } from "../state/format";
import type { LiveRoom } from "../state/generated";
import { type Member, membersOf } from "../state/room-members";

/** What a {@link UserTable} takes. */
export interface UserTableProps {
  room: LiveRoom;
  /** The server's clock. */
  nowMs: number;
  onKick: (userId: string) => void;
}

/** The table. */
export function UserTable({ room, nowMs, onKick }: UserTableProps) {
  const members = new Map(membersOf(room).map((member) => [member.userId, member]));
  const columns = [
    { title: t("live.user") },
    { title: t("projects.name") },
    { title: t("live.platform") },
    { title: t("live.network") },
    { title: t("quality.rtt"), unit: t("unit.rtt") },
    { title: t("live.since"), isNumber: true },
    actsColumn(),
  ];
  return (
    <Table columns={columns} testId="users">
      {room.users.map((user) => (
        <tr key={user.user_id} data-testid={`user-${user.user_id}`}>
          <th scope="row">{user.user_id}</th>
          <td class="name">{user.user_name}</td>
          <td>{user.platform}</td>
          <td>
            <Network member={members.get(user.user_id)} />
          </td>
          <td class="number">{user.round_trip_ms?.toFixed(0) ?? "–"}</td>
          <td class="number">{duration(nowMs - user.logged_in_ms)}</td>
          <RowActs
            of={user.user_id}
            acts={[
              {
                action: t("live.kick"),
                testId: `kick-${user.user_id}`,
                onClick: () => onKick(user.user_id),
              },
            ]}
          />
        </tr>
      ))}
    </Table>
  );
}

function Network({ member }: { member: Member | undefined }) {
  if (!member) {
    return null;
  }
  return member.connected ? (
    <Badge tone={member.network}>{t(`live.network.${member.network}`)}</Badge>
  ) : (
    <Badge tone="error">{t("live.link.lost")}</Badge>
  );
}
