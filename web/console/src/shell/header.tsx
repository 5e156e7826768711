/** The page's header: where one is, how the link is, and which language is spoken. */
import { Badge } from "../components/badge";
import { Brand } from "../components/brand";
import { Button } from "../components/button";
import { LanguageSelect } from "../components/language-select";
import type { Tone } from "../components/notice";
import { t } from "../i18n";
import type { Phase } from "../state/call";
import { call, settings } from "../state/stores";
import { Navigation } from "./navigation";

const TONES: Record<Phase, Tone> = {
  idle: "info",
  joining: "warning",
  joined: "good",
  reconnecting: "warning",
};

/** The header. */
export function Header() {
  const phase = call.phase.value;
  return (
    <header class="header">
      <Brand />
      {call.inRoom.value && (
        <div class="where" data-testid="where">
          <span class="where-room">{call.roomId}</span>
        </div>
      )}
      <Badge tone={TONES[phase]} testId="phase">
        {t(`phase.${phase}`)}
      </Badge>
      {call.inRoom.value && <NetworkBadge />}
      {call.inRoom.value && <Navigation />}
      <span class="header-gap" />
      <LanguageSelect onChoice={() => settings.remember()} />
      {call.inRoom.value && (
        <Button kind="danger" small icon="leave" testId="leave" onClick={() => call.leave()}>
          {t("call.leave")}
        </Button>
      )}
    </header>
  );
}

const GRADE_TONES: readonly Tone[] = ["good", "good", "warning", "error", "error"];

function NetworkBadge() {
  const grade = call.room.network.value;
  if (grade < 0) {
    return null;
  }
  return (
    <Badge tone={GRADE_TONES[grade] ?? "info"} testId="network">
      {t("call.network", { grade: t(`grade.${grade}`) })}
    </Badge>
  );
}
