/** What every page has: a title for the tab, and a heading that is read out when it appears. */
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";

/** What a {@link Page} takes. */
export interface PageProps {
  title: string;
  /** A sentence below the heading. */
  lead?: ComponentChildren;
  /** Beside the heading. */
  aside?: ComponentChildren;
  narrow?: boolean;
  /** Whether the focus goes to the heading; not where a form takes it. */
  takesFocus?: boolean;
  children: ComponentChildren;
  testId: string;
}

/** A page. */
export function Page({ title, lead, aside, narrow, takesFocus = true, ...rest }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${t("brand")}`;
  }, [title]);
  // Before anybody can type: an effect after the first drawing would take the focus from a field.
  useLayoutEffect(() => {
    if (takesFocus) {
      heading.current?.focus();
    }
  }, [takesFocus]);
  return (
    <div class={narrow ? "page narrow" : "page"} data-testid={rest.testId}>
      <div class="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <p class="muted">{lead}</p>}
        </div>
        {aside && <div class="actions">{aside}</div>}
      </div>
      {rest.children}
    </div>
  );
}
