/** Callbacks in the operator's console, with a receiver that fails and then does not. */
import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DebugPage } from "../harness/debug-page.ts";
import { Operator } from "../harness/operator.ts";
import { type Callback, Receiver } from "../harness/receiver.ts";
import { type StartedServer, startServer, storeFolder } from "../harness/server.ts";
import { until } from "../harness/until.ts";

let started: StartedServer;
let receiver: Receiver;
beforeAll(async () => {
  [started, receiver] = await Promise.all([startServer(storeFolder()), Receiver.start()]);
});
afterAll(async () => {
  receiver.stop();
  await started.stop();
});

/** Presses Refresh until the page shows something. */
async function refreshed(console: DebugPage, testId: string, text: RegExp): Promise<void> {
  await until(`${testId} shows ${text}`, async () => {
    await console.press("refresh", "Enter");
    const shown = await console.page.getByTestId(testId).textContent();
    return text.test(shown ?? "");
  });
}

test("callbacks are turned on, fail, arrive, are genuine, and are turned off", async () => {
  const operator = await Operator.of(started);
  const { id } = await operator.createProject("classroom", "open");
  const console = await operator.open(`#/apps/${id}/callbacks`);
  const { page } = console;
  await console.shows("callbacks-health", "Callbacks are off");
  await console.type("callbacks-url", "app.example.com/cooee");
  await page.keyboard.press("Enter");
  await page.locator('[data-testid="callbacks-url"][aria-invalid]').waitFor();
  await console.type("callbacks-url", receiver.url);
  await page.keyboard.press("Enter");
  await console.shows("callbacks-state", "On");
  await console.shows("callbacks-health", "Nothing was posted yet");

  // Nothing is taken at first.
  receiver.status = 503;
  const call = await DebugPage.open("second", started.server, {
    app: id,
    room: "room1",
    user: "amy",
  });
  await call.press("join", "Enter");
  await call.shows("phase", "In the room");
  await refreshed(console, "callbacks-health", /does not take callbacks.*answered 503/);
  await console.press("filter-waiting", "Enter");
  await console.shows("deliveries", /room_create.*Waiting.*503.*|room_login.*after the earlier/s);
  await console.isAccessible();
  await console.screenshot("console-callbacks-failing");

  // What was not taken comes again, in order.
  receiver.status = 200;
  await refreshed(console, "callbacks-health", /It took the last one/);
  await console.press("filter-waiting", "Enter");
  await console.shows("page-callbacks", "No callback is like that");
  await console.press("filter-all", "Enter");
  await console.type("filter-text", "room_cr");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("room_create");
  await page.keyboard.press("Enter");
  await console.shows("delivery-body", '"room_id": "room1"');
  const events = receiver.posted.map(({ event }) => event);
  expect(events.slice(0, 2)).toEqual(["room_create", "room_create"]);
  expect(events.filter((event) => event !== "room_create")[0]).toBe("room_login");

  // The examples tell what was signed with the secret, and what was not.
  await console.press("show-secrets", "Enter");
  const before = (await page.getByTestId("secret-callback_secret").textContent()) ?? "";
  await console.press("show-example", "Enter");
  const example = async () => (await page.getByTestId("example").textContent()) ?? "";
  const node = judged(inNode, await example());
  await console.press("example-Python", "Enter");
  const python = judged(inPython, await example());
  const genuine = receiver.posted[0] as Callback;
  expect([node(genuine, before), node(genuine, "another")]).toEqual(["true", "false"]);
  expect([python(genuine, before), python(genuine, "another")]).toEqual(["True", "False"]);
  await console.screenshot("console-callbacks");

  // Another secret signs what comes then.
  await console.press("rotate-callback_secret", "Enter");
  await console.press("confirm-yes", "Enter");
  await console.shows("toasts", "Callback secret replaced");
  const after = (await page.getByTestId("secret-callback_secret").textContent()) ?? "";
  await call.press("leave", "Enter");
  const closed = await until("the room's end is posted", () => {
    return receiver.posted.find(({ event }) => event === "room_close");
  });
  expect([node(closed, after), node(closed, before)]).toEqual(["true", "false"]);

  await console.press("callbacks-off", "Enter");
  await console.press("confirm-yes", "Enter");
  await console.shows("callbacks-state", "Off");
  await console.shows("callbacks-health", "Callbacks are off");
  await console.isAccessible();
});

/** What an example says of a callback. */
function judged(run: (script: string) => string[], code: string) {
  return (event: Callback, secret: string) => {
    const [command = "", ...args] = run(code);
    const about = [JSON.stringify(event), secret];
    return execFileSync(command, [...args, ...about], { encoding: "utf8" }).trim();
  };
}

function inNode(code: string): string[] {
  const call = "console.log(isGenuine(JSON.parse(process.argv[1]), process.argv[2]));";
  return [process.execPath, "--input-type=module", "--eval", code + call];
}

function inPython(code: string): string[] {
  const call = "import json, sys\nprint(is_genuine(json.loads(sys.argv[1]), sys.argv[2]))";
  return ["python3", "-c", `${code}\n${call}`];
}
