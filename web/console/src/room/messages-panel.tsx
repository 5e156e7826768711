/** Texts from and to the room. */
import { Card } from "../components/card";
import { clock, t } from "../i18n";
import type { RoomMessage } from "../state/room";
import { call } from "../state/stores";
import { Composer } from "./composer";

/** Messages, newest last, and the field to write one. */
export function MessagesPanel() {
  const messages = call.room.messages.value;
  return (
    <Card title={t("messages.title")} class="messages" testId="messages">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must take the keyboard. */}
      <div class="message-list" role="log" aria-label={t("messages.title")} tabIndex={0}>
        <ol>
          {messages.map((message) => (
            <Message key={message.id} message={message} />
          ))}
        </ol>
        {messages.length === 0 && <p class="empty">{t("messages.none")}</p>}
      </div>
      <Composer />
    </Card>
  );
}

function Message({ message }: { message: RoomMessage }) {
  const { from, kind, own, text, time, to } = message;
  const targets = own && to.length > 0 ? t("messages.to", { users: to.join(", ") }) : "";
  return (
    <li class={own ? "message own-message" : "message"} data-testid="message" data-kind={kind}>
      <p class="message-head">
        <span class="message-from">{own ? t("people.you") : from}</span>
        <span class={`message-kind ${kind}`}>{t(`messages.kind.${kind}`)}</span>
        {targets && <span>{targets}</span>}
        <time dateTime={new Date(time).toISOString()}>{clock(time)}</time>
      </p>
      <p class="message-text">{text}</p>
    </li>
  );
}
