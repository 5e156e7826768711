/** The project's sign and name. */
import { t } from "../i18n";

/** The brand. */
export function Brand() {
  return (
    <div class="brand">
      <Logo />
      <span class="brand-name">{t("brand")}</span>
    </div>
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
