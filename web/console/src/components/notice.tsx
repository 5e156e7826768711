/** A framed message: what happened, and what to do. */
import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon";

/** How serious a message is. */
export type Tone = "info" | "good" | "warning" | "error";

const ICONS: Record<Tone, IconName> = {
  info: "info",
  good: "check",
  warning: "warning",
  error: "warning",
};

/** What a {@link Notice} takes. */
export interface NoticeProps {
  tone: Tone;
  /** The sentence that says what to do. */
  children: ComponentChildren;
  /** Smaller text below: the error's own words and its code. */
  detail?: ComponentChildren;
  /** Buttons. */
  actions?: ComponentChildren;
  testId?: string | undefined;
}

/** A message inside the page. Errors interrupt a screen reader, others wait. */
export function Notice({ tone, children, detail, actions, testId }: NoticeProps) {
  return (
    <div class={`notice ${tone}`} role={tone === "error" ? "alert" : "status"} data-testid={testId}>
      <Icon name={ICONS[tone]} />
      <div class="notice-body">
        <p>{children}</p>
        {detail && <p class="detail">{detail}</p>}
      </div>
      {actions && <div class="notice-actions">{actions}</div>}
    </div>
  );
}
