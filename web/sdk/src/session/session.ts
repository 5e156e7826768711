/** The session machine: its parts, its order of work, its outputs. */
import type { Config, Input, Output } from "./io";

/**
 * One engine's logins as a machine: login, publish, play, renew and reconnect, without I/O.
 *
 * One input, drain {@link Session.poll}, then the next. Hand in `timeout` when
 * {@link Session.deadline} has passed.
 */
export class Session {
  /** @internal */
  readonly config: Config;
  readonly #outputs: Output[] = [];

  /** A machine that is logged in nowhere. `seed` feeds the jitter of its retries. */
  constructor(config: Config, _seed: bigint) {
    this.config = config;
  }

  /** Takes one input. Drain {@link Session.poll} before the next. */
  handle(_nowMs: number, _input: Input): void {}

  /** The next output. */
  poll(): Output | undefined {
    return this.#outputs.shift();
  }

  /** When `timeout` is wanted at the latest, on the clock of `handle`. */
  deadline(): number | undefined {
    return undefined;
  }
}
