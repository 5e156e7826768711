/** A page over https, as phones on a LAN need it: the server's own certificate and SDK file. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { Caller } from "../harness/caller.ts";
import {
  type App,
  createApp,
  type StartedServer,
  startServer,
  storeFolder,
} from "../harness/server.ts";
import { emptyPage, hearsSpeech, pages, unique } from "../harness/world.ts";

let app: App;
let started: StartedServer;
beforeAll(async () => {
  const folder = storeFolder();
  app = await createApp(folder);
  started = await startServer(folder, "--tls-self-signed");
});
afterAll(() => started.stop());

/** A page of the server's own origin; only what the test adds to it comes from elsewhere. */
async function secureCaller(which: "first" | "second", user: string): Promise<Caller> {
  const { server } = started;
  expect(server.url).toMatch(/^https:/);
  const page = await emptyPage(which, { ignoreHTTPSErrors: true });
  await page.route("**/page/*", async (route) => {
    const { pathname } = new URL(route.request().url());
    const response = await fetch(new URL(pathname, pages));
    await route.fulfill({ body: await response.text(), contentType: "text/javascript" });
  });
  // The document must be the server's: a page made up by the test may not reach this machine.
  await page.goto(`${server.url}/healthz`);
  await page.addScriptTag({ url: "/sdk/cooee.umd.js" });
  await page.addScriptTag({ url: "/page/caller.ts", type: "module" });
  await page.waitForFunction(() => "caller" in window);
  // No address: the SDK takes the server that its script came from.
  return Caller.create(page, { server, app, user }, "");
}

test("two pages over https hear each other's speech", async () => {
  const room = unique("room");
  const alice = await secureCaller("first", unique("alice"));
  const bob = await secureCaller("second", unique("bob"));
  await alice.join(room);
  await bob.join(room);
  await alice.play(bob.stream);
  await bob.play(alice.stream);
  await Promise.all([
    hearsSpeech(alice, bob.stream, "second"),
    hearsSpeech(bob, alice.stream, "first"),
  ]);
});
