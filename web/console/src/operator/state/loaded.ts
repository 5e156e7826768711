/** Something that the server knows and the page shows. */
import { signal } from "@preact/signals";
import type { Refusal } from "./api";
import { asRefusal } from "./task";

/** A value of the server's, as of the last time it was asked. */
export class Loaded<T> {
  readonly value = signal<T | undefined>(undefined);
  readonly refusal = signal<Refusal | undefined>(undefined);

  readonly #ask: () => Promise<T>;
  #asked = 0;

  constructor(ask: () => Promise<T>) {
    this.#ask = ask;
  }

  /** Asks anew. Of answers that overtake each other the one to the last question counts. */
  async load(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const value = await this.#ask();
      if (asked === this.#asked) {
        this.value.value = value;
        this.refusal.value = undefined;
      }
    } catch (error) {
      if (asked === this.#asked) {
        this.refusal.value = asRefusal(error);
      }
    }
  }
}
