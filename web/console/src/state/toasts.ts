/** Short confirmations that go away by themselves, and what a screen reader is told. */
import { signal } from "@preact/signals";

/** A confirmation. */
export interface Toast {
  id: number;
  text: string;
}

const SHOWN_MS = 6_000;

/** The confirmations on show. */
export class Toasts {
  readonly shown = signal<readonly Toast[]>([]);
  /** The newest change of state, for a polite live region. */
  readonly announcement = signal("");

  #nextId = 1;

  /** Shows a text for a few seconds. */
  show(text: string): void {
    const toast = { id: this.#nextId++, text };
    this.shown.value = [...this.shown.value, toast];
    setTimeout(() => {
      this.shown.value = this.shown.value.filter((other) => other !== toast);
    }, SHOWN_MS);
  }

  /** Tells a screen reader, without showing anything. */
  announce(text: string): void {
    this.announcement.value = text;
  }
}

/** The page's confirmations. */
export const toasts = new Toasts();
