import { afterEach, expect, test, vi } from "vitest";
import { ExpressEngine } from "../../src/index";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("the console tells why a server cannot be reached, while the login is retried", async () => {
  const refusal = vi.fn(() => {
    throw new DOMException("ws from a page over https", "SecurityError");
  });
  vi.stubGlobal("WebSocket", refusal);
  vi.stubGlobal(
    "RTCPeerConnection",
    class extends EventTarget {
      addTransceiver() {
        throw new Error("no transceivers here");
      }
      close() {}
    },
  );
  const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const engine = new ExpressEngine(1, "ws://server.test");
  const login = engine.loginRoom("room", "", { userID: "ann" });
  await vi.waitFor(() => {
    const told = warned.mock.calls.map((details) => details.join(" "));
    expect(told.some((text) => text.includes("ws from a page over https"))).toBe(true);
  });
  engine.destroyEngine();
  await expect(login).rejects.toMatchObject({ code: 1102026 });
});
