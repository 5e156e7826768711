/** A form of the console: sent by Enter, busy while the server thinks, with what it refused. */
import type { ComponentChildren } from "preact";
import { Button } from "../../components/button";
import type { IconName } from "../../components/icon";
import type { Task } from "../state/task";
import { RefusalNotice } from "./refusal-notice";

/** What a {@link Form} takes. */
export interface FormProps {
  task: Task;
  /** The word on its button. */
  action: string;
  icon?: IconName;
  /** Whether its button is the page's main act. */
  primary?: boolean;
  children: ComponentChildren;
  /** Beside its button. */
  aside?: ComponentChildren;
  testId: string;
  onSubmit: () => void;
}

/** A form. */
export function Form({
  task,
  action,
  icon,
  primary = true,
  children,
  aside,
  testId,
  onSubmit,
}: FormProps) {
  return (
    <form
      class="stack"
      noValidate
      data-testid={testId}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      <RefusalNotice refusal={task.refusal.value} testId={`${testId}-refusal`} />
      <div class="actions">
        <Button
          type="submit"
          kind={primary ? "primary" : "plain"}
          {...(icon ? { icon } : {})}
          disabled={task.busy.value}
          testId={`${testId}-send`}
        >
          {action}
        </Button>
        {aside}
      </div>
    </form>
  );
}
