/** Tabs on a site of somebody's own, with the SDK by one script tag, watched for other hosts. */
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { expect, inject } from "vitest";
import { Server } from "../harness/server.ts";
import { installHelpers } from "./in-page.ts";
import { installSound } from "./in-page-sound.ts";
import { type SiteServer, serveSite } from "./site-server.ts";

/** What pages written for the vendor's cloud pass as their server. It must never be asked. */
export const VENDOR_SERVER = "wss://webliveroom-test.zego.im/ws";

/** A site of its own, and a browser for its tabs. */
export class Site {
  readonly #contexts: BrowserContext[] = [];
  /** Errors that nobody caught, and whatever was meant for another host. */
  readonly #faults: string[] = [];

  constructor(
    readonly browser: Browser,
    readonly server: Server,
    readonly site: SiteServer,
    /** An app that lets everybody in. */
    readonly appID: number,
    /** An app that wants a token. */
    readonly closedAppID: number,
  ) {}

  /** Opens a page of the site: a blank one with the SDK, or one of the examples. */
  async open(path = "/blank.html"): Promise<Page> {
    const context = await this.browser.newContext({ permissions: ["microphone"] });
    this.#contexts.push(context);
    const page = await context.newPage();
    context.on("request", (request) => this.#watch(request.url()));
    page.on("websocket", (socket) => this.#watch(socket.url()));
    page.on("pageerror", (error) => this.#faults.push(`${path}: ${error.stack}`));
    const globals = { appID: this.appID, server: VENDOR_SERVER };
    await page.addInitScript(installHelpers, globals);
    await page.addInitScript(installSound);
    await page.goto(`http://${this.site.host}${path}`);
    return page;
  }

  /** Closes all tabs; fails if one threw, or asked another host for anything. */
  async closeTabs(): Promise<void> {
    for (const context of this.#contexts.splice(0)) {
      for (const page of context.pages()) {
        const iceServers = await page.evaluate(() => helpers.iceServers);
        this.#faults.push(...iceServers.map((server) => `ICE server ${JSON.stringify(server)}`));
      }
      await context.close();
    }
    expect(this.#faults.splice(0)).toEqual([]);
  }

  /** Ends the site. */
  async close(): Promise<void> {
    await this.browser.close();
    await this.site.stop();
  }

  #watch(url: string): void {
    if (/^(data|blob):/.test(url)) return;
    if (new URL(url).host !== this.site.host) this.#faults.push(`another host: ${url}`);
  }
}

/**
 * Opens a site in front of the shared server. Test files run side by side in the same app, so each
 * has rooms, users and streams of its own.
 */
export async function openSite(): Promise<Site> {
  const { server, apps, browsers } = inject("shared");
  const cooee = new Server(server.folder, server.port, server.scheme);
  const [browser, site] = await Promise.all([
    chromium.connect(browsers.first),
    serveSite(server.port),
  ]);
  return new Site(browser, cooee, site, apps.open.id, apps.main.id);
}
