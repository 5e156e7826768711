/** Asks before what cannot be taken back. */
import { signal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { Button } from "../../components/button";
import { TextField } from "../../components/field";
import { t } from "../../i18n";
import { confirmation } from "../state/stores";

const reason = signal("");

/** Shows the question that {@link confirmation} holds. Escape is a no. */
export function ConfirmDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const question = confirmation.question.value;
  const title = useId();
  const text = useId();
  useEffect(() => {
    if (question) {
      reason.value = "";
      dialog.current?.showModal();
    } else {
      // The browser gives the focus back to the button that asked.
      dialog.current?.close();
    }
  }, [question]);
  return (
    <dialog
      ref={dialog}
      class="confirm"
      aria-labelledby={title}
      aria-describedby={text}
      data-testid="confirm"
      onClose={() => confirmation.answer(undefined)}
    >
      {question && (
        <form
          method="dialog"
          onSubmit={(event) => {
            event.preventDefault();
            confirmation.answer({ reason: reason.value.trim() });
          }}
        >
          <h2 id={title}>{question.title}</h2>
          <p id={text}>{question.consequence}</p>
          {question.takesReason && (
            <TextField
              label={t("confirm.reason")}
              hint={t("confirm.reason.hint")}
              value={reason}
              testId="confirm-reason"
            />
          )}
          <div class="actions end">
            <Button testId="confirm-no" onClick={() => confirmation.answer(undefined)}>
              {t("confirm.no")}
            </Button>
            <Button kind="danger" type="submit" testId="confirm-yes">
              {question.action}
            </Button>
          </div>
        </form>
      )}
    </dialog>
  );
}
