/** A short word about a state. */
import type { Tone } from "./notice";

/** A badge; its colour only repeats what its word says. */
export function Badge(props: { tone: Tone; children: string; testId?: string | undefined }) {
  return (
    <span class={`badge ${props.tone}`} data-testid={props.testId}>
      <span>{props.children}</span>
    </span>
  );
}
