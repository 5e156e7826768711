/** The pages on the project's front page, as a reader would save them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, expect, test } from "vitest";
import { WEB } from "../harness/paths.ts";
import { until } from "../harness/until.ts";
import { apps, emptyPage, server, unique } from "../harness/world.ts";

const folder = mkdtempSync(join(tmpdir(), "cooee-web-readme-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the page declares. */
declare const zg: {
  setSoundLevelDelegate(on: boolean, interval: number): void;
  on(event: "soundLevelUpdate", handler: (levels: Level[]) => void): void;
};
interface Level {
  type: "push" | "pull";
  soundLevel: number;
}

const read = (name: string) => readFileSync(join(WEB, name), "utf8");
const samples = [...read("../README.md").matchAll(/```html\n(.*?)```/gs)].map(([, page]) => page);

/** Two tabs of a sample, both in the room. */
async function twoTabs(sample = "", room = unique("room")): Promise<Page[]> {
  const page = sample
    .replace("http://localhost:7870", server.url)
    .replace("1234567890", `${apps.open.id}`)
    .replace("room1", room)
    .replace('"04…"', '""');
  const file = join(folder, `${room}.html`);
  writeFileSync(file, page);
  const tabs = await Promise.all((["first", "second"] as const).map((which) => emptyPage(which)));
  for (const tab of tabs) {
    const publishing = tab.waitForEvent("console", (line) => line.text() === "PUBLISHING 0");
    await tab.goto(`file://${file}`);
    await tab.click("#join");
    await publishing;
  }
  return tabs;
}

test("the Web SDK's own page has the same samples", () => {
  expect(samples).toHaveLength(2);
  for (const sample of samples) expect(read("sdk/README.md")).toContain(sample);
});

test("two tabs of the sample hear each other", async () => {
  const tabs = await twoTabs(samples[0]);
  const levels = tabs.map((tab) =>
    tab.evaluate(
      () =>
        new Promise<number>((resolve) => {
          zg.on("soundLevelUpdate", (all) => {
            const heard = all.find(({ type, soundLevel }) => type === "pull" && soundLevel > 5);
            if (heard) resolve(heard.soundLevel);
          });
          zg.setSoundLevelDelegate(true, 300);
        }),
    ),
  );
  expect(Math.min(...(await Promise.all(levels)))).toBeGreaterThan(5);
});

test("two tabs of the sample with pictures see themselves and each other", async () => {
  const [left, right] = (await twoTabs(samples[1])) as [Page, Page];
  const pictures = (tab: Page) =>
    tab.$$eval("div video", (videos) =>
      (videos as HTMLVideoElement[]).map(({ videoWidth, style, parentElement }) => ({
        whose: parentElement?.id === "own" ? "own" : "other",
        mirrored: style.transform !== "",
        isSeen: videoWidth > 0,
      })),
    );
  const both = [
    { whose: "own", mirrored: true, isSeen: true },
    { whose: "other", mirrored: false, isSeen: true },
  ];
  for (const tab of [left, right]) {
    await until("both pictures", async () => {
      return JSON.stringify(await pictures(tab)) === JSON.stringify(both);
    });
  }
  await right.close();
  await until("the other is gone", async () => (await left.locator("body > div").count()) === 1);
});
