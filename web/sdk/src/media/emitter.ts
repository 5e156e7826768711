/** Handlers by event. */

/** Any function. */
// biome-ignore lint/suspicious/noExplicitAny: handlers of any shape, checked by the type of the events.
type Handler = (...args: any[]) => void;

/** A list of handlers for each event, called in the order in which they were added. */
export class Emitter<Events extends { [E in keyof Events]: Handler }> {
  readonly #handlers = new Map<keyof Events, Handler[]>();

  /** Adds a handler. */
  on<E extends keyof Events>(event: E, handler: Events[E]): boolean {
    if (typeof handler !== "function") return false;
    this.#handlers.set(event, [...(this.#handlers.get(event) ?? []), handler]);
    return true;
  }

  /** Removes a handler, or all of an event. */
  off<E extends keyof Events>(event: E, handler?: Events[E]): boolean {
    const handlers = this.#handlers.get(event) ?? [];
    const rest = handler ? handlers.filter((other) => other !== handler) : [];
    this.#handlers.set(event, rest);
    return rest.length < handlers.length;
  }

  /** Whether anyone listens. */
  has(event: keyof Events): boolean {
    return (this.#handlers.get(event)?.length ?? 0) > 0;
  }

  /** Calls the handlers; one that throws does not stop the others. */
  emit<E extends keyof Events>(event: E, ...args: Parameters<Events[E]>): void {
    for (const handler of this.#handlers.get(event) ?? []) {
      try {
        handler(...args);
      } catch (error) {
        reportError(error);
      }
    }
  }
}
