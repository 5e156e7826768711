import { beforeEach, expect, test, vi } from "vitest";
import { Client, type ClientHost } from "../../src/engine/client";
import { Outbox } from "../../src/engine/outbox";
import { RoomEvents } from "../../src/engine/room-events";
import { Rooms } from "../../src/engine/rooms";
import { silentLog } from "./fake-client";

/** Transports and WebSockets that do nothing by themselves. */
const world = vi.hoisted(() => ({
  offers: [] as { resolve(offer: unknown): void; reject(cause: unknown): void }[],
  peers: 0,
  sockets: [] as { opened(): void; text(text: string): void }[],
  sent: [] as string[],
}));

vi.mock("../../src/transport/peer", () => ({
  Peer: class {
    constructor() {
      world.peers++;
    }
    offer() {
      return new Promise((resolve, reject) => world.offers.push({ resolve, reject }));
    }
    close() {
      world.peers--;
    }
  },
}));

vi.mock("../../src/signalling/socket", () => ({
  Socket: class {
    constructor(_url: string, listener: { opened(): void; text(text: string): void }) {
      world.sockets.push(listener);
    }
    send(text: string) {
      world.sent.push(text);
    }
    close() {}
  },
}));

const ANN = { userID: "ann" };

let client: Client;
let rooms: Rooms;
let reasons: string[];

beforeEach(() => {
  vi.stubGlobal("RTCPeerConnection", class {});
  vi.stubGlobal("WebSocket", class {});
  for (const list of [world.offers, world.sockets, world.sent]) list.length = 0;
  world.peers = 0;
  reasons = [];
  const outbox = new Outbox();
  outbox.on("roomStateChanged", (roomID, reason) => reasons.push(`${roomID} ${reason}`));
  const events = new RoomEvents(outbox);
  const host = { event: (event) => events.take(event) } as Partial<ClientHost> as ClientHost;
  client = new Client(1, "ws://server", outbox, silentLog(), host);
  rooms = new Rooms(client, silentLog());
});

function settled(): Promise<void> {
  return new Promise((resolve) => client.outbox.post(resolve));
}

test("a login right after a logout is a login, although an offer is being made", async () => {
  const first = rooms.login("room", "", ANN);
  rooms.logout("room");
  const second = rooms.login("room", "", ANN);
  await expect(first).rejects.toMatchObject({ code: 1102026 });
  await settled();
  expect(reasons).toEqual(["room LOGINING", "room LOGOUT", "room LOGINING"]);
  expect(world.peers).toBe(1);
  client.destroy();
  await expect(second).rejects.toMatchObject({ code: 1102026 });
  expect(world.peers).toBe(0);
});

test("a destroyed engine settles what is pending, whatever waits behind an offer", async () => {
  const login = rooms.login("room", "", ANN);
  // A changed network makes the session ask for another offer at once.
  client.networkChanged();
  client.networkChanged();
  client.destroy();
  await expect(login).rejects.toMatchObject({ code: 1102026, errorCode: 1102026 });
  expect(world.peers).toBe(0);
  expect(reasons.at(-1)).toBe("room LOGOUT");
  await expect(rooms.login("room", "", ANN)).rejects.toMatchObject({ code: 1101000 });
});

test("a second login is told from a first one that is under way", async () => {
  const first = rooms.login("room", "", ANN);
  await expect(rooms.login("room", "", ANN)).rejects.toMatchObject({ code: 1102012 });
  client.destroy();
  await expect(first).rejects.toMatchObject({ code: 1102026 });
});
