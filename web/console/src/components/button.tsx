/** The page's one button, in the weights that a view needs. */
import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon";

/** What a {@link Button} takes. */
export interface ButtonProps {
  children: ComponentChildren;
  /**
   * `primary`: the view's main act, at most one. `danger`: ends something. `quiet`: no frame.
   * `choice`: one of several, the pressed one counts.
   */
  kind?: "primary" | "plain" | "danger" | "quiet" | "choice";
  type?: "button" | "submit";
  icon?: IconName;
  /** Shows the icon alone; `children` stays its accessible name. */
  iconOnly?: boolean;
  /** For a switch: whether it is on. */
  pressed?: boolean | undefined;
  disabled?: boolean;
  small?: boolean;
  testId?: string | undefined;
  onClick?: () => void;
}

/** A button. */
export function Button(props: ButtonProps) {
  const { children, kind = "plain", type = "button", icon, iconOnly, pressed, small } = props;
  const names = ["button", kind, iconOnly && "icon-only", small && "small"];
  return (
    <button
      type={type}
      class={names.filter(Boolean).join(" ")}
      aria-pressed={pressed}
      disabled={props.disabled ?? false}
      data-testid={props.testId}
      title={iconOnly && typeof children === "string" ? children : undefined}
      onClick={() => props.onClick?.()}
    >
      {icon && <Icon name={icon} />}
      <span class={iconOnly ? "visually-hidden" : "label"}>{children}</span>
    </button>
  );
}
