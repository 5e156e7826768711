/** The operator's console, with keyboard and eyes. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { DebugPage } from "../harness/debug-page.ts";
import { type StartedServer, startServer, storeFolder } from "../harness/server.ts";
import { emptyPage, unique } from "../harness/world.ts";

const PASSWORD = "correct horse battery";
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

// A server of its own: its first start is tried.
let started: StartedServer;
beforeAll(async () => {
  started = await startServer(storeFolder());
});
afterAll(() => started.stop());

/** A console at the address of a link. */
async function open(link: string, options = {}): Promise<DebugPage> {
  const page = await emptyPage("first", options);
  const console = DebugPage.of(page);
  await page.goto(link);
  await page.locator("h1").waitFor();
  return console;
}

test("from the first start to a kicked user, by keyboard alone", async () => {
  const { server, running } = started;
  const [, code = ""] = await running.wrote(/#setup=(\S+)/);
  const console = await open(`${server.url}/#setup=${code}`);
  const { page } = console;
  const look = async (name: string) => {
    await console.isAccessible();
    await console.screenshot(`console-${name}`);
  };
  expect(page.url(), "the code does not stay in the address").not.toContain(code);
  await look("set-up");
  await console.type("new-password", "too short");
  await page.keyboard.press("Enter");
  await page.locator('[data-testid="new-password"][aria-invalid]').waitFor();
  await console.type("new-password", PASSWORD);
  await console.type("new-password-again", PASSWORD);
  await page.keyboard.press("Enter");

  // A project.
  await page.getByTestId("page-projects").waitFor();
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
  await console.type("project-name", "classroom");
  await page.keyboard.press("Enter");
  await console.shows("project-title", "classroom");
  const appId = (await page.getByTestId("app-id").textContent()) ?? "";
  expect(appId).toMatch(/^\d+$/);
  expect(await page.getByTestId("secret-server_secret").count(), "not shown unasked").toBe(0);
  await console.press("show-secrets", "Enter");
  await console.shows("secret-server_secret", /^[0-9a-zA-Z]{32}$/);
  const secret = await page.getByTestId("secret-server_secret").textContent();
  await look("settings");

  // Another secret, after a no and a yes.
  await console.press("rotate-server_secret", "Enter");
  await page.getByTestId("confirm-yes").waitFor();
  await look("confirm");
  await page.keyboard.press("Escape");
  await page.getByTestId("confirm-yes").waitFor({ state: "detached" });
  expect(await page.getByTestId("secret-server_secret").textContent()).toBe(secret);
  await console.press("rotate-server_secret", "Enter");
  await console.press("confirm-yes", "Enter");
  await console.shows("toasts", "ServerSecret replaced");
  expect(await page.getByTestId("secret-server_secret").textContent()).not.toBe(secret);

  // The open test mode stays in sight.
  await console.tabTo("rule-auth");
  await page.keyboard.type("Open");
  await console.press("rules-send", "Enter");
  await console.shows("toasts", "Rules saved");
  await console.press("tab-keys", "Enter");
  await page.getByTestId("page-keys").waitFor();
  await console.shows("open-warning", "everybody who knows the AppID");

  // A key is shown once.
  await console.type("key-name", "billing");
  await page.keyboard.press("Enter");
  await console.shows("new-api-key", /^cooee_/);
  const key = (await page.getByTestId("new-api-key").textContent()) ?? "";
  await console.shows("keys", "billing");
  await look("keys");
  await page.reload();
  await console.shows("keys", "billing");
  expect(await page.locator("body").textContent()).not.toContain(key);
  await console.press("remove-key-1", "Enter");
  await console.press("confirm-yes", "Enter");
  await page.getByTestId("remove-key-1").waitFor({ state: "detached" });

  // A token, which is good, and not for somebody else.
  await console.press("tab-tokens", "Enter");
  const user = unique("amy");
  await console.type("token-user", user);
  await console.type("token-room", "room1");
  await page.keyboard.press("Enter");
  await console.shows("token", /^04/);
  const token = (await page.getByTestId("token").textContent()) ?? "";
  const link = (await page.getByTestId("token-link").getAttribute("href")) ?? "";
  await console.type("explain-token", token);
  await console.type("explain-user", "mallory");
  await page.keyboard.press("Enter");
  await console.shows("explained", /1002077/);
  await console.shows("explained", user);
  await look("tokens");
  await console.type("explain-user", user);
  await page.keyboard.press("Enter");
  await console.shows("explained", "A login with this token succeeds");

  // The link leads into a call.
  const call = await DebugPage.openLink("second", link);
  await call.press("join", "Enter");
  await call.shows("phase", "In the room");
  await call.shows("own-state", "Publishing");
  const other = await DebugPage.open("second", server, {
    app: appId,
    room: "room1",
    user: unique("bob"),
  });
  await other.press("join", "Enter");
  await other.shows("phase", "In the room");

  // The room as it lives, and one of its users out of it.
  await console.press("tab-live", "Enter");
  await console.shows("live-link", "Live");
  await page.locator(`[data-testid^="arc-${user}-"].good`).waitFor();
  await console.shows("bitrate", /[1-9]/);
  await console.moves(`stream-${user}-web`, "level");
  await look("live");
  await console.press(`kick-${user}`, "Enter");
  await console.type("confirm-reason", "the lesson is over");
  await page.keyboard.press("Enter");
  await console.shows("toasts", `${user} kicked`);
  await call.shows("phase", "Not in a room");
  await call.shows("join-error", "1002055");
  await page.getByTestId(`user-${user}`).waitFor({ state: "detached" });
  await console.press("close-room", "Enter");
  await console.press("confirm-yes", "Enter");
  await other.shows("phase", "Not in a room");
  await console.shows("page-live", "Nobody is in a room");
  await console.press("tab-logins", "Enter");
  await console.shows("logins", user);
  await look("logins");

  // A session that ended elsewhere asks for the password, and leads back.
  await page.context().clearCookies();
  await console.press("tab-keys", "Enter");
  await console.shows("expired", "The session has ended");
  await look("sign-in");
  await console.type("password", "not the password");
  await page.keyboard.press("Enter");
  await console.shows("sign-in-refusal", "not the password");
  await console.type("password", PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByTestId("page-keys").waitFor();

  // Another password ends the other sessions.
  await console.press("nav-account", "Enter");
  await console.type("old-password", PASSWORD);
  await console.type("new-password", `${PASSWORD} staple`);
  await console.type("new-password-again", `${PASSWORD} staple`);
  await look("account");
  await page.keyboard.press("Enter");
  await console.shows("toasts", "Password changed");
  await console.press("nav-projects", "Enter");
  await console.shows("projects", "classroom");
  await look("projects");
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  for (const hidden of [PASSWORD, token, key, code]) expect(kept).not.toContain(hidden);
  await console.press("sign-out", "Enter");
  await page.getByTestId("page-sign-in").waitFor();

  // On a phone, in the other language.
  const phone = await open(server.url, { ...PHONE, locale: "zh-CN" });
  await phone.isAccessible();
  await phone.type("password", `${PASSWORD} staple`);
  await phone.page.keyboard.press("Enter");
  await phone.press(`project-${appId}`, "Enter");
  await phone.shows("project-title", "classroom");
  await phone.isAccessible();
  await phone.screenshot("console-settings-zh-phone");

  // A refused login is the only error that the browsers notes: it names each answer from 400 on.
  const unexpected = [...console.errors, ...call.errors, ...other.errors, ...phone.errors];
  expect(unexpected.filter((error) => !/status of 401/.test(error))).toEqual([]);
});
