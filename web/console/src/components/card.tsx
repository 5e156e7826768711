/** A framed part of a view with a heading of its own. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

/** What a {@link Card} takes. */
export interface CardProps {
  title: ComponentChildren;
  children: ComponentChildren;
  /** Beside the heading: badges and small buttons. */
  aside?: ComponentChildren;
  /** For elements that other parts of the page name. */
  id?: string;
  class?: string;
  testId?: string | undefined;
}

/** A card; it is a region that a screen reader can jump to. */
export function Card({ title, aside, children, testId, ...rest }: CardProps) {
  const heading = useId();
  return (
    <section
      id={rest.id}
      class={rest.class ? `card ${rest.class}` : "card"}
      aria-labelledby={heading}
      data-testid={testId}
    >
      <header class="card-head">
        <h2 id={heading}>{title}</h2>
        {aside && <div class="card-aside">{aside}</div>}
      </header>
      {children}
    </section>
  );
}
