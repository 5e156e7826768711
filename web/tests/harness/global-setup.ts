/** What all test files share: a server with its apps, the pages, two talking browsers. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startChromium } from "./chromium.ts";
import { servePages } from "./pages.ts";
import { ARTIFACTS, COOEE, SDK } from "./paths.ts";
import { type App, createApp, startServer, storeFolder } from "./server.ts";
import { prepareSpeeches, type SpeechFiles } from "./speech.ts";

/** What {@link setup} hands to the tests; they run in another process. */
export interface Shared {
  server: { folder: string; port: number; scheme: string };
  /** Two apps of the server, and one that lets everybody in. */
  apps: { main: App; other: App; open: App };
  /** Where the pages of these tests are. */
  pages: string;
  /** Two browsers, each with its speech for a microphone. */
  browsers: { first: string; second: string };
  speeches: { first: SpeechFiles; second: SpeechFiles };
}

declare module "vitest" {
  interface ProvidedContext {
    shared: Shared;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  for (const needed of [COOEE, join(SDK, "cooee.umd.js")]) {
    if (!existsSync(needed)) throw new Error(`${needed} is missing: build first`);
  }
  mkdirSync(ARTIFACTS, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), "cooee-speech-"));
  const speeches = prepareSpeeches(folder);
  const store = storeFolder();
  const apps = {
    main: await createApp(store, "--name=main"),
    other: await createApp(store, "--name=other"),
    open: await createApp(store, "--name=open", "--open"),
  };
  const [{ server, stop }, pages, firstBrowser, secondBrowser] = await Promise.all([
    startServer(store),
    servePages(),
    startChromium(speeches.first.file),
    startChromium(speeches.second.file),
  ]);
  project.provide("shared", {
    server: { folder: server.folder, port: server.port, scheme: server.scheme },
    apps,
    pages: pages.url,
    browsers: { first: firstBrowser.wsEndpoint(), second: secondBrowser.wsEndpoint() },
    speeches,
  });
  return async () => {
    await Promise.all([firstBrowser.close(), secondBrowser.close(), pages.stop(), stop()]);
    rmSync(folder, { recursive: true });
  };
}
