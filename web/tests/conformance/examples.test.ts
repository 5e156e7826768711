/** The two pages of `examples/web`, in two tabs each, as a person would use them. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openSite, type Site } from "./site.ts";

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterEach(() => site.closeTabs());
afterAll(() => site.close());

async function join(page: Page, room: string, user: string): Promise<void> {
  await page.fill("#room-id", room);
  await page.fill("#user-id", user);
  await page.click("#login");
  await page.waitForSelector("#room-state[data-state=CONNECTED]");
}

/** Waits until the view of the other plays. */
async function hears(page: Page): Promise<void> {
  await page.waitForSelector("#player-state[data-state=PLAYING]");
  await page.waitForFunction(() => {
    const media = document.querySelector<HTMLMediaElement>(
      "#remoteVideo audio, #remoteVideo video",
    );
    return media !== null && !media.paused && media.currentTime > 0;
  });
}

test("video talk: two tabs hear each other; the stream of one who leaves is gone", async () => {
  const first = await site.open("/video-talk/index.html");
  const second = await site.open("/video-talk/index.html");
  await join(first, "talk", "one");
  await first.waitForSelector("#publisher-state[data-state=PUBLISHING]");
  await join(second, "talk", "two");
  await second.waitForSelector("#publisher-state[data-state=PUBLISHING]");
  await Promise.all([hears(first), hears(second)]);
  const figures = first.locator("#play-quality", { hasText: /^audio [1-9][\d.]+ kbit\/s/ });
  expect(await figures.textContent()).toContain("video 0.0 kbit/s");

  await second.click("#logout");
  await second.waitForSelector("#room-state[data-state=DISCONNECTED]");
  await first.waitForSelector("#player-state[data-state=NO_PLAY]");
  await join(second, "talk", "two");
  await Promise.all([hears(first), hears(second)]);
  expect(await first.locator("#log .error").allTextContents()).toEqual([]);
});

test("room message: four ways to write, the member list, and one stream", async () => {
  const first = await site.open("/room-message/index.html");
  const second = await site.open("/room-message/index.html");
  await first.fill("#user-name", "Ann");
  await join(first, "messages", "ann");
  await join(second, "messages", "ben");
  await first.waitForSelector("#members option[value=ben]", { state: "attached" });
  await second.waitForSelector("#members option[value=ann]", { state: "attached" });

  await first.fill("#to", "ben");
  for (const way of ["broadcast", "barrage", "command", "extra-info"]) {
    await first.fill("#text", `by ${way} 你好`);
    await first.click(`#write button[value=${way}]`);
    const line = await second.waitForSelector(`#messages [data-kind=${way}]`);
    expect(await line.getAttribute("data-from")).toBe("Ann");
    expect(await line.textContent()).toContain(`by ${way} 你好`);
  }
  await first.getByText("Sent (extra-info), errorCode 0.").waitFor();
  expect(await first.locator("#messages li").count()).toBe(0);

  await first.click("#publish");
  await first.waitForSelector("#publisher-state[data-state=PUBLISHING]");
  await second.click("#play");
  await hears(second);
  await second.waitForSelector("#play-quality:not(:empty)");

  await second.click("#logout");
  await first.waitForSelector("#members option[value=ben]", { state: "detached" });
  expect(await first.locator("#log .error").allTextContents()).toEqual([]);
});
