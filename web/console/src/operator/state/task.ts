/** Something that a person started and that takes a while. */
import { signal } from "@preact/signals";
import { Refusal } from "./api";

/** One thing at a time: a form that is sent, a button that does something. */
export class Task {
  /** Whether it goes on. */
  readonly busy = signal(false);
  /** Why it failed the last time. */
  readonly refusal = signal<Refusal | undefined>(undefined);

  /** Does it, unless it is being done. Answers whether it was done. */
  async run(work: () => Promise<void>): Promise<boolean> {
    if (this.busy.peek()) {
      return false;
    }
    this.busy.value = true;
    this.refusal.value = undefined;
    try {
      await work();
      return true;
    } catch (error) {
      this.refusal.value = asRefusal(error);
      return false;
    } finally {
      this.busy.value = false;
    }
  }
}

/** Anything that was thrown, in the shape of a refusal. */
export function asRefusal(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal(0, 0, "unexpected", String(error), "");
}
