/** Who is in the room. */
import { Button } from "../components/button";
import { Card } from "../components/card";
import { copyText } from "../components/copy-text";
import { Icon } from "../components/icon";
import { language, t } from "../i18n";
import { formatPrefill } from "../state/fragment";
import { call, settings } from "../state/stores";
import { toasts } from "../state/toasts";

/** The list of people; oneself stands first. */
export function PeopleCard() {
  const users = call.room.users.value;
  const speaking = new Set(call.streams.value.map(({ user }) => user.userID));
  return (
    <Card
      title={t("people.title", { count: users.length + 1 })}
      testId="people"
      aside={
        <Button small kind="quiet" icon="copy" testId="copy-link" onClick={() => void copyLink()}>
          {t("people.link")}
        </Button>
      }
    >
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

/** A link to this room for somebody else: without the own name, and never with a token. */
async function copyLink() {
  const prefill = formatPrefill({
    app: settings.app.value.trim(),
    room: call.roomId,
    server: settings.server.value.trim(),
    lang: language.value,
  });
  const link = `${location.origin}${location.pathname}#${prefill}`;
  toasts.show((await copyText(link)) ? t("people.linkCopied") : t("copy.failed"));
}
