/** What a login has to bring, in words. */
import type { Choice } from "../../components/field";
import { Notice, type Tone } from "../../components/notice";
import { t } from "../../i18n";
import type { AuthMode } from "../state/generated";

const MODES = ["app_sign_and_token", "token_only", "open"] as const;

/** How much care a mode asks for. */
export const AUTH_TONES: Record<AuthMode, Tone> = {
  app_sign_and_token: "info",
  token_only: "good",
  open: "error",
};

/** The modes for a list. */
export function authChoices(): Choice[] {
  return MODES.map((value) => ({ value, label: t(`auth.${value}`) }));
}

/** What the open test mode means. */
export function OpenWarning() {
  return (
    <Notice tone="warning" testId="open-warning">
      {t("auth.open.warning")}
    </Notice>
  );
}
