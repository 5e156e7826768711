/** The page on the project's front page, as a reader would save it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { WEB } from "../harness/paths.ts";
import { apps, emptyPage, server } from "../harness/world.ts";

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

test("two tabs of the sample hear each other", async () => {
  const readme = readFileSync(join(WEB, "../README.md"), "utf8");
  const sample = /```html\n(.*?)```/s.exec(readme)?.[1] ?? "";
  const page = sample
    .replace("http://localhost:7870", server.url)
    .replace("1234567890", `${apps.open.id}`)
    .replace('"04…"', '""');
  const file = join(folder, "call.html");
  writeFileSync(file, page);

  const tabs = await Promise.all((["first", "second"] as const).map((which) => emptyPage(which)));
  for (const tab of tabs) {
    const publishing = tab.waitForEvent("console", (line) => line.text() === "PUBLISHING 0");
    await tab.goto(`file://${file}`);
    await tab.click("#join");
    await publishing;
  }
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
