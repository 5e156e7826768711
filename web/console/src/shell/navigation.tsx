/** The way between views. On wide screens they stand side by side and need none. */
import { Icon, type IconName } from "../components/icon";
import { t } from "../i18n";
import { ROUTES, type Route, route } from "../state/router";

const ICONS: Record<Route, IconName> = { call: "call", messages: "messages", log: "log" };

/** The navigation. */
export function Navigation() {
  return (
    <nav class="navigation" aria-label={t("nav.label")}>
      {ROUTES.map((name) => (
        <a
          key={name}
          href={`#/${name}`}
          aria-current={route.value === name ? "page" : undefined}
          data-testid={`nav-${name}`}
        >
          <Icon name={ICONS[name]} />
          <span>{t(`nav.${name}`)}</span>
        </a>
      ))}
    </nav>
  );
}
