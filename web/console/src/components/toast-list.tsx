/** Confirmations at the edge of the page, and the live region for screen readers. */
import { toasts } from "../state/toasts";
import { Icon } from "./icon";

/** Shows what {@link toasts} holds. */
export function ToastList() {
  return (
    <>
      <output class="toasts" data-testid="toasts">
        {toasts.shown.value.map((toast) => (
          <p key={toast.id} class="toast">
            <Icon name="check" />
            {toast.text}
          </p>
        ))}
      </output>
      <output class="visually-hidden" data-testid="announcement">
        {toasts.announcement.value}
      </output>
    </>
  );
}
