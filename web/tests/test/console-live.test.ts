/** The live view of the operator's console with five users, in Chinese, in the dark, without motion. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { DebugPage } from "../harness/debug-page.ts";
import { NativeCall } from "../harness/native.ts";
import { Operator } from "../harness/operator.ts";
import { type StartedServer, startServer, storeFolder } from "../harness/server.ts";
import { until } from "../harness/until.ts";
import { speeches } from "../harness/world.ts";

const PUBLISHERS = ["amy", "bob", "carol", "dave"];

let started: StartedServer;
const natives: NativeCall[] = [];
beforeAll(async () => {
  started = await startServer(storeFolder());
});
afterAll(async () => {
  await Promise.all(natives.map((native) => native.stop()));
  await started.stop();
});

test("a room of five is seen, streams are stopped and forbidden, the project ends", async () => {
  const { server } = started;
  const operator = await Operator.of(started);
  const app = await operator.createProject("课堂");
  const listener = await DebugPage.open("second", server, {
    app: app.id,
    room: "room1",
    user: "erin",
    token: await server.token(app, "erin"),
  });
  await listener.press("publish-on-join", "Space");
  await listener.press("join", "Enter");
  const speech = speeches.first.file;
  const joins = PUBLISHERS.map((user) =>
    NativeCall.join(server, app, { user, room: "room1", speech }),
  );
  natives.push(...(await Promise.all(joins)));

  const console = await operator.open(`#/apps/${app.id}/live`, {
    locale: "zh-CN",
    colorScheme: "dark",
    reducedMotion: "reduce",
  });
  const { page } = console;
  const look = async (name: string) => {
    await console.isAccessible();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide, "the page does not scroll sideways").toBe(0);
    await console.screenshot(`console-live-${name}`);
  };

  // Each of four streams is played by the four others.
  await until(
    "sixteen plays arrive",
    async () => (await page.locator(".arc:not(.info)").count()) === 16,
  );
  await page.locator('.node.speaks[data-testid="node-amy"]').waitFor();
  await console.shows("glance", /用户5流4正在说话.*amy/);
  expect(await page.locator(".node").count()).toBe(5);
  expect(await page.locator(".node.publisher").count()).toBe(4);
  const moving = await page
    .locator(".node-level")
    .first()
    .evaluate((level) => {
      return getComputedStyle(level).transitionDuration;
    });
  expect(moving, "nothing glides for who wants no motion").toBe("0s");
  await look("five-zh-dark");

  // One stream is followed by the keyboard, stopped, another forbidden and allowed again.
  await console.press("follow-bob-main", "Enter");
  await until(
    "the others step back",
    async () => (await page.locator(".arc.faded").count()) === 12,
  );
  await console.press("stop-bob-main", "Enter");
  await page.getByTestId("confirm-yes").waitFor();
  await look("stop-zh-dark");
  await page.keyboard.press("Escape");
  await console.press("stop-bob-main", "Enter");
  await console.press("confirm-yes", "Enter");
  await page.getByTestId("stream-bob-main").waitFor({ state: "detached" });
  await natives[1]?.wrote(/1003025/);
  await console.press("forbid-carol-main", "Enter");
  await console.press("confirm-yes", "Enter");
  await console.shows("forbidden", "carol-main");
  await page.getByTestId("stream-carol-main").waitFor({ state: "detached" });
  await console.press("resume-carol-main", "Enter");
  await page.getByTestId("forbidden").waitFor({ state: "detached" });

  // On a phone.
  await page.setViewportSize({ width: 390, height: 844 });
  await page.locator('svg[viewBox="0 0 400 400"]').waitFor();
  await look("five-zh-phone");
  await page.setViewportSize({ width: 1280, height: 800 });

  // The end of the project is the end of its calls.
  await console.press("tab-settings", "Enter");
  await console.press("remove-project", "Enter");
  await page.getByTestId("confirm-yes").waitFor();
  await look("remove-zh-dark");
  await console.press("confirm-yes", "Enter");
  await page.getByTestId("page-projects").waitFor();
  await console.shows("page-projects", "还没有项目");
  await listener.shows("phase", "Not in a room");

  // A server that is gone.
  await started.running.stop();
  await console.type("project-name", "later");
  await page.keyboard.press("Enter");
  await console.shows("new-project-refusal", "服务器没有响应");
  await look("gone-zh-dark");
});
