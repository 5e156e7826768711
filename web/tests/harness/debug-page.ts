/** A page of the server, used by its keyboard: the debug page, or the console. */
import { join } from "node:path";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { ARTIFACTS } from "./paths.ts";
import type { Server } from "./server.ts";
import { until } from "./until.ts";
import { emptyPage } from "./world.ts";

/** More stops than any view has. */
const MOST_TABS = 80;

/** One tab with the debug page. */
export class DebugPage {
  /** What its console showed as errors. */
  readonly errors: string[] = [];

  private constructor(readonly page: Page) {
    page.on("console", (message) => {
      if (message.type() === "error") this.errors.push(message.text());
    });
  }

  /** A page that is open. */
  static of(page: Page): DebugPage {
    return new DebugPage(page);
  }

  /** Opens it, with values behind the `#`. */
  static async open(
    which: "first" | "second",
    server: Server,
    values: Record<string, string | number> = {},
    options = {},
  ): Promise<DebugPage> {
    const fragment = Object.entries(values).map(([key, value]) => {
      return `${key}=${encodeURIComponent(value)}`;
    });
    return DebugPage.openLink(which, `${server.url}/debug#${fragment.join("&")}`, options);
  }

  /** Opens a link to it. */
  static async openLink(which: "first" | "second", link: string, options = {}): Promise<DebugPage> {
    const page = await emptyPage(which, options);
    const debug = new DebugPage(page);
    await page.goto(link);
    await page.getByTestId("join-form").waitFor();
    return debug;
  }

  /** Moves the focus with the Tab key, from where it is. */
  async tabTo(testId: string): Promise<void> {
    for (let tabs = 0; tabs < MOST_TABS; tabs++) {
      const there = await this.page.evaluate(() => {
        return document.activeElement?.getAttribute("data-testid");
      });
      if (there === testId) return;
      await this.page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not lead to ${testId}`);
  }

  /** Types into a field in place of what is there. */
  async type(testId: string, text: string | number): Promise<void> {
    await this.tabTo(testId);
    await this.page.keyboard.press("Control+A");
    await this.page.keyboard.press("Backspace");
    await this.page.keyboard.type(`${text}`);
  }

  /** Presses a key on an element. */
  async press(testId: string, key: string): Promise<void> {
    await this.tabTo(testId);
    await this.page.keyboard.press(key);
  }

  /** Waits until an element shows a text. */
  async shows(testId: string, text: string | RegExp): Promise<void> {
    await this.page.getByTestId(testId).filter({ hasText: text }).first().waitFor();
  }

  /** Waits until an element's level meter moves. */
  async moves(within: string, meter: string): Promise<void> {
    await until(`the level in ${within} moves`, async () => {
      const element = this.page.getByTestId(within).getByTestId(meter);
      return Number(await element.getAttribute("aria-valuenow")) > 5;
    });
  }

  /** Requires that axe-core finds nothing serious. */
  async isAccessible(): Promise<void> {
    await this.page.evaluate(axe.source);
    const serious = await this.page.evaluate(async () => {
      const { violations } = await (window as unknown as { axe: typeof axe }).axe.run();
      return violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    });
    expect(serious).toEqual([]);
  }

  /** Writes what it looks like into the artifacts. */
  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: join(ARTIFACTS, `${name}.png`), fullPage: true });
  }
}
