/** The first try of a newcomer: `cooee demo --keep` and the links that it prints. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { DebugPage } from "../harness/debug-page.ts";
import { COOEE } from "../harness/paths.ts";
import { Running } from "../harness/running.ts";
import { speeches } from "../harness/world.ts";

const folder = mkdtempSync(join(tmpdir(), "cooee-demo-"));
let demo: Running | undefined;
afterEach(async () => {
  await demo?.stop();
  rmSync(folder, { recursive: true });
});

test("two tabs and the demo's own client hear each other", async () => {
  const options = ["--keep", `--speech=${speeches.second.file}`, `--output=${folder}`];
  demo = new Running(COOEE, ["demo", ...options]);
  const [, first, second] = await demo.wrote(
    /(http\S+#\S+user=web1\S*)\s+(http\S+#\S+user=web2\S*)/,
  );

  const left = await DebugPage.openLink("first", first ?? "");
  await left.press("join", "Enter");
  const right = await DebugPage.openLink("second", second ?? "");
  await right.press("join", "Enter");

  for (const [tab, other] of [
    [left, "web2"],
    [right, "web1"],
  ] as const) {
    for (const stream of [`stream-${other}-web`, "stream-stream-b"]) {
      await tab.page.getByTestId(stream).waitFor();
      await tab.moves(stream, "meter");
    }
  }
  await demo.wrote(/B hears .*web1/);
  await demo.wrote(/B hears .*web2/);
  await left.shows("figure-bitrate", /[1-9]/);
  await left.screenshot("demo-web1");
  await right.screenshot("demo-web2");
  expect([...left.errors, ...right.errors]).toEqual([]);
});
