import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PathWatch } from "../../src/transport/path-watch";

/** A connection whose figures come when a test says so. */
class FakeConnection extends EventTarget {
  connectionState = "new";
  iceConnectionState = "new";
  asked: ((report: Map<string, unknown>) => void)[] = [];
  getStats(): Promise<Map<string, unknown>> {
    return new Promise((resolve) => this.asked.push(resolve));
  }
  change(state: string): void {
    this.connectionState = state;
    this.dispatchEvent(new Event("connectionstatechange"));
  }
}

const listener = { connected: vi.fn(), disconnected: vi.fn(), closed: vi.fn() };
let connection: FakeConnection;
let watch: PathWatch;

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  connection = new FakeConnection();
  watch = new PathWatch(connection as unknown as RTCPeerConnection, listener);
});

afterEach(() => {
  vi.useRealTimers();
});

test("a lost path is found again by an answer to an ICE check", async () => {
  connection.change("connected");
  connection.change("disconnected");
  connection.asked.shift()?.(new Map());
  await vi.advanceTimersByTimeAsync(100);
  const pair = { type: "candidate-pair", responsesReceived: 1 };
  connection.asked.shift()?.(new Map([["pair", pair]]));
  await vi.advanceTimersByTimeAsync(100);
  expect(listener.connected).toHaveBeenCalledTimes(2);
  watch.close();
});

test("a closed watch stays closed, although figures come afterwards", async () => {
  connection.change("connected");
  connection.change("disconnected");
  watch.close();
  connection.asked.shift()?.(new Map());
  await vi.advanceTimersByTimeAsync(1000);
  expect(vi.getTimerCount()).toBe(0);
  expect(connection.asked).toEqual([]);
});
