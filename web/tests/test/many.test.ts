/** Many clients in a few rooms, all in this process. */
import { afterAll, expect, test } from "vitest";
import type { ExpressEngine } from "../../sdk/src/index.ts";
import { loudestHertz } from "../harness/likeness.ts";
import { until } from "../harness/until.ts";
import { apps, server, unique } from "../harness/world.ts";
import { hearSecond, loadSdk, ToneSource } from "../harness/wrtc.ts";

const ROOMS = 4;
const CLIENTS_PER_ROOM = 6;
/** How many of the others everyone plays. */
const PLAYS = 2;

interface Client {
  engine: ExpressEngine;
  room: string;
  user: string;
  stream: string;
  hertz: number;
  source: ToneSource;
  users: Set<string>;
  streams: Set<string>;
}

const clients: Client[] = [];
afterAll(() => {
  for (const { engine, source } of clients) {
    source.stop();
    engine.destroyEngine();
  }
});

function follow(engine: ExpressEngine, users: Set<string>, streams: Set<string>): void {
  const change = (ids: Set<string>, update: string, changed: string[]) => {
    for (const id of changed) update === "ADD" ? ids.add(id) : ids.delete(id);
  };
  engine.on("roomUserUpdate", (_, update, list) =>
    change(
      users,
      update,
      list.map(({ userID }) => userID),
    ),
  );
  engine.on("roomStreamUpdate", (_, update, list) =>
    change(
      streams,
      update,
      list.map(({ streamID }) => streamID),
    ),
  );
}

async function join(Engine: typeof ExpressEngine, room: string, hertz: number): Promise<Client> {
  const engine = new Engine(apps.open.id, server.url);
  const [users, streams, user] = [new Set<string>(), new Set<string>(), unique("user")];
  follow(engine, users, streams);
  const source = new ToneSource(hertz);
  const client = { engine, room, user, stream: `${user}-main`, hertz, source, users, streams };
  clients.push(client);
  expect(await engine.loginRoom(room, "", { userID: user }, { userUpdate: true })).toBe(true);
  const local = await engine.createZegoStream({ custom: { audio: { source: source.stream } } });
  expect(engine.startPublishingStream(client.stream, local)).toBe(true);
  return client;
}

test("24 clients in four rooms hear who they play, and see only their room", async () => {
  const Engine = await loadSdk();
  const rooms = Array.from({ length: ROOMS }, () => unique("room"));
  await Promise.all(
    rooms.flatMap((room, at) =>
      Array.from({ length: CLIENTS_PER_ROOM }, (_, index) =>
        join(Engine, room, 300 + 100 * (at * CLIENTS_PER_ROOM + index)),
      ),
    ),
  );
  for (const client of clients) {
    const others = clients.filter((it) => it.room === client.room && it !== client);
    await until(`${client.user} sees his room`, () => {
      return client.users.size === others.length && client.streams.size === others.length;
    });
    expect([...client.users].sort()).toEqual(others.map(({ user }) => user).sort());
    expect([...client.streams].sort()).toEqual(others.map(({ stream }) => stream).sort());
  }

  const wrong: string[] = [];
  await Promise.all(
    clients.flatMap((client) => {
      const others = clients.filter((it) => it.room === client.room);
      const at = others.indexOf(client);
      return Array.from({ length: PLAYS }, async (_, index) => {
        const other = others[(at + 1 + index) % others.length] as Client;
        const played = await client.engine.startPlayingStream(other.stream);
        const hertz = loudestHertz(await hearSecond(played));
        if (Math.abs(hertz - other.hertz) > 20) wrong.push(`${hertz} for ${other.hertz} Hz`);
      });
    }),
  );
  expect(wrong).toEqual([]);

  // Half of each room leaves; the others see exactly that.
  const leaving = clients.filter((_, index) => index % 2 === 1);
  for (const { engine, room } of leaving) engine.logoutRoom(room);
  const staying = clients.filter((_, index) => index % 2 === 0);
  for (const client of staying) {
    await until(`${client.user} sees who stayed`, () => client.users.size === 2);
    expect(client.streams.size).toBe(2);
  }
});
