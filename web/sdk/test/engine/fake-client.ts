import type { Client } from "../../src/engine/client";
import { wireError } from "../../src/engine/codes";
import type { Order } from "../../src/engine/driver";
import { Log } from "../../src/engine/log";
import { Outbox } from "../../src/engine/outbox";

/** A client that is in a room, and takes down what it is asked for. */
export class FakeClient {
  readonly outbox = new Outbox();
  readonly orders: Order[] = [];
  readonly expected: number[] = [];
  roomId: string | undefined = "room";

  order(order: Order): void {
    this.orders.push(order);
  }

  expect(receivers: unknown[]): void {
    this.expected.push(receivers.length);
  }

  call(): Promise<unknown> {
    return Promise.resolve({ kind: "nothing" });
  }

  roomMissing() {
    return this.roomId === undefined ? wireError(1000002, "no room") : undefined;
  }

  /** What the parts under test take it for. */
  get asClient(): Client {
    return this as unknown as Client;
  }

  /** When everything emitted so far was told. */
  settled(): Promise<void> {
    return new Promise((resolve) => this.outbox.post(resolve));
  }
}

/** A log that shows nothing. */
export function silentLog(): Log {
  const log = new Log();
  log.configure({ logLevel: "disable" });
  return log;
}
