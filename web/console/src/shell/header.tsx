/** The page's header: where one is, how the link is, and which language is spoken. */
import { Badge } from "../components/badge";
import { Button } from "../components/button";
import type { Tone } from "../components/notice";
import { isLanguage, language, setLanguage, t } from "../i18n";
import type { Phase } from "../state/call";
import { call, settings } from "../state/stores";
import { Navigation } from "./navigation";

const TONES: Record<Phase, Tone> = {
  idle: "info",
  joining: "warning",
  joined: "good",
  reconnecting: "warning",
};

/** Names of languages are written in themselves. */
const NAMES = { en: "English", "zh-CN": "简体中文" } as const;

/** The header. */
export function Header() {
  const phase = call.phase.value;
  return (
    <header class="header">
      <div class="brand">
        <Logo />
        <span class="brand-name">{t("brand")}</span>
      </div>
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
      <select
        class="language"
        aria-label={t("nav.language")}
        value={language.value}
        data-testid="language"
        onChange={({ currentTarget: { value } }) => {
          if (isLanguage(value)) {
            setLanguage(value);
            settings.remember();
          }
        }}
      >
        {Object.entries(NAMES).map(([tag, name]) => (
          <option key={tag} value={tag} lang={tag}>
            {name}
          </option>
        ))}
      </select>
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

function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect width="32" height="32" rx="9" />
      <path
        transform="translate(3.5 2.4) scale(.85)"
        d="M13 11.500a6 6 0 1 0 0 9M18 9.500a9.200 9.200 0 0 1 0 13M22.500 6.500a13.400 13.400 0 0 1 0 19"
      />
    </svg>
  );
}
