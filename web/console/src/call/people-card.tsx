/** Who is in the room. */
import { Card } from "../components/card";
import { Icon } from "../components/icon";
import { t } from "../i18n";
import { call } from "../state/stores";

/** The list of people; oneself stands first. */
export function PeopleCard() {
  const users = call.room.users.value;
  const speaking = new Set(call.streams.value.map(({ user }) => user.userID));
  return (
    <Card title={t("people.title", { count: users.length + 1 })} testId="people">
      <ul class="people">
        <li data-testid={`user-${call.userId}`}>
          <Icon name="user" />
          <span class="identity">{call.userId}</span>
          <span class="muted">{t("people.you")}</span>
        </li>
        {users.map(({ userID, userName }) => (
          <li key={userID} data-testid={`user-${userID}`}>
            <Icon name={speaking.has(userID) ? "microphone" : "user"} />
            <span class="identity">{userID}</span>
            {userName !== userID && <span class="muted">{userName}</span>}
          </li>
        ))}
      </ul>
    </Card>
  );
}
