/** Tells a screen reader what changes by itself: the link, and who comes and goes. */
import { effect } from "@preact/signals";
import { t } from "../i18n";
import type { Call, Phase } from "./call";
import type { Toasts } from "./toasts";

/** Follows a call from this moment on. */
export function announceChanges(call: Call, toasts: Toasts): void {
  let phase: Phase = call.phase.peek();
  effect(() => {
    const former = phase;
    phase = call.phase.value;
    if (phase === "joined") {
      toasts.announce(t("announce.joined", { room: call.roomId }));
    } else if (phase === "reconnecting") {
      toasts.announce(t("announce.reconnecting"));
    } else if (phase === "idle" && former !== "idle") {
      toasts.announce(t("announce.left"));
    }
  });
  let present = new Set<string>();
  effect(() => {
    const former = present;
    present = new Set(call.room.users.value.map(({ userID }) => userID));
    // Whoever was there before oneself is in the list; announcing them all would only be noise.
    if (call.phase.peek() !== "joined") {
      return;
    }
    const came = [...present].filter((user) => !former.has(user));
    const left = [...former].filter((user) => !present.has(user));
    for (const [users, update] of [
      [came, "ADD"],
      [left, "DELETE"],
    ] as const) {
      if (users.length > 0) {
        toasts.announce(t(`announce.user.${update}`, { user: users.join(", ") }));
      }
    }
  });
}
