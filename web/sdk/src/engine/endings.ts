/** Ends that the application asked for and the session did not tell yet. */
export class Endings<Key> {
  readonly #awaited = new Map<Key, number>();

  /** The session will tell one more end of this. */
  add(key: Key): void {
    this.#awaited.set(key, (this.#awaited.get(key) ?? 0) + 1);
  }

  /** Whether states of this still belong to a former one. */
  has(key: Key): boolean {
    return this.#awaited.has(key);
  }

  /** The session told an end. Answers whether it was awaited. */
  take(key: Key): boolean {
    const awaited = this.#awaited.get(key);
    if (awaited === undefined) return false;
    if (awaited > 1) this.#awaited.set(key, awaited - 1);
    else this.#awaited.delete(key);
    return true;
  }
}
