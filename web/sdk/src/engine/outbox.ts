/** What goes to the application, in order. */
import { Emitter } from "../media";
import type { EngineEvents } from "./types";

/**
 * Events and results, each in a task of its own: handlers never run inside a call of the
 * application, and what an `await` continues with runs before the events that came after it.
 */
export class Outbox {
  readonly #emitter = new Emitter<EngineEvents>();
  readonly #tasks: (() => void)[] = [];
  #channel: MessageChannel | undefined;

  /** Adds a handler. */
  on<E extends keyof EngineEvents>(event: E, handler: EngineEvents[E]): boolean {
    return this.#emitter.on(event, handler);
  }

  /** Removes a handler, or all of an event. */
  off<E extends keyof EngineEvents>(event: E, handler?: EngineEvents[E]): boolean {
    return this.#emitter.off(event, handler);
  }

  /** Emits an event. */
  readonly emit = <E extends keyof EngineEvents>(
    event: E,
    ...args: Parameters<EngineEvents[E]>
  ): void => {
    this.post(() => this.#emitter.emit(event, ...args));
  };

  /** Runs this after everything posted before. */
  post(task: () => void): void {
    this.#tasks.push(task);
    this.#channel ??= this.#open();
    this.#channel.port2.postMessage(null);
  }

  /** After what was posted, lets go of the channel: an open one would never be collected. */
  close(): void {
    this.post(() => {
      if (this.#tasks.length > 0) return this.close();
      this.#channel?.port1.close();
      this.#channel = undefined;
    });
  }

  #open(): MessageChannel {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => this.#tasks.shift()?.();
    return channel;
  }
}
