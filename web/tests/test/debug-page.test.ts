/** The debug page, with keyboard and eyes. */
import { afterEach, describe, expect, test } from "vitest";
import { DebugPage } from "../harness/debug-page.ts";
import { likeness } from "../harness/likeness.ts";
import { NativeCall } from "../harness/native.ts";
import { until } from "../harness/until.ts";
import { apps, first, second, server, speeches, unique } from "../harness/world.ts";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

const calls: NativeCall[] = [];
afterEach(() => Promise.all(calls.splice(0).map((call) => call.stop())));

test("two tabs and the native client talk, by keyboard alone", async () => {
  const room = unique("room");
  const [alice, bob, nat] = [unique("alice"), unique("bob"), unique("nat")];
  const speech = speeches.second.longFile;
  const call = await NativeCall.join(server, apps.main, { user: nat, room, speech });
  calls.push(call);

  const left = await DebugPage.open("first", server);
  await left.isAccessible();
  await left.screenshot("join-en");
  await left.type("field-app", apps.main.id);
  await left.type("field-room", room);
  await left.type("field-user", alice);
  await left.type("field-token", await server.token(apps.main, alice));
  await left.page.keyboard.press("Enter");
  await left.shows("phase", "In the room");

  // The other tab comes through a link, in the other language.
  const token = await server.token(apps.main, bob);
  const link = { app: apps.main.id, room, user: bob, token, lang: "zh-CN" };
  const right = await DebugPage.open("second", server, link, PHONE);
  expect(right.page.url(), "the token does not stay in the address").not.toContain(token);
  await right.isAccessible();
  await right.screenshot("join-zh-phone");
  await right.press("join", "Enter");
  await right.shows("own-state", /./);

  const streamOf = async (page: DebugPage, user: string) => {
    const card = page.page.locator(`[data-testid^="stream-${user}"]`);
    await card.waitFor();
    return (await card.getAttribute("data-testid")) ?? "";
  };
  await left.moves(await streamOf(left, bob), "meter");
  await left.moves(await streamOf(left, nat), "meter");
  await right.moves(await streamOf(right, alice), "meter");
  await right.moves(await streamOf(right, nat), "meter");
  await left.moves("own", "own-meter");

  // Messages, by the keys alone.
  await left.type("message-text", "hello everyone");
  await left.page.keyboard.press("Enter");
  // On a phone the messages are a view of their own.
  await right.press("nav-messages", "Enter");
  await right.shows("message", "hello everyone");
  await right.press("nav-call", "Enter");
  await call.wrote(/MESSAGE from .*"hello everyone"/);
  call.type("hello pages");
  await left.shows("message", "hello pages");

  // With one tab muted, the native client hears the other alone.
  await right.press("mute", "Space");
  await call.wrote(new RegExp(`${bob}.*mute`, "i"));
  const muted = Date.now();
  await left.shows("figure-bitrate", /[1-9]/);
  await left.page.getByTestId("plot").first().waitFor();
  await left.isAccessible();
  await right.isAccessible();
  await left.screenshot("call-en");
  await right.screenshot("call-zh-phone");
  await until("the last eight seconds hold one voice alone", () => Date.now() > muted + 8_500);

  const recording = await call.leave();
  const { sampleRate } = recording;
  const end = recording.samples.length;
  const heard = [8, 7, 6, 5, 4, 3].map((before) => {
    const from = end - before * sampleRate;
    const samples = recording.samples.slice(from, from + 3 * sampleRate);
    return [first, second].map((speech) => likeness(speech, { ...recording, samples }));
  });
  // The page's microphone suppresses noise, which changes the speech a little; a busy machine
  // makes holes in some seconds of it.
  const [ofFirst, ofSecond] = [0, 1].map((speech) => heard.map((stretch) => stretch[speech] ?? 0));
  expect(Math.max(...(ofFirst ?? []))).toBeGreaterThan(0.65);
  expect(Math.max(...(ofSecond ?? []))).toBeLessThan(0.6);

  await left.press("leave", "Enter");
  await left.shows("phase", "Not in a room");
  await right.page.locator(`[data-testid^="stream-${alice}"]`).waitFor({ state: "detached" });
  expect([...left.errors, ...right.errors]).toEqual([]);
});

describe("what is wrong is said in a sentence", () => {
  const good = () => ({ app: `${apps.main.id}`, room: "room", user: unique("alice"), token: "" });
  const languages = [
    { lang: "en", sentence: /^[A-Z].*\.$/s },
    { lang: "zh-CN", sentence: /[\u4e00-\u9fff].*。$/s },
  ];

  test.each(languages)("about a field ($lang)", async ({ lang, sentence }) => {
    const debug = await DebugPage.open("first", server, { lang });
    const wrong: [string, string][] = [
      ["field-app", ""],
      ["field-app", "twelve"],
      ["field-app", "0"],
      ["field-room", ""],
      ["field-room", "tea room"],
      ["field-room", "r".repeat(128)],
      ["field-user", ""],
      ["field-user", "zoë"],
      ["field-user", "u".repeat(64)],
    ];
    const said = new Set<string>();
    for (const [field, text] of wrong) {
      const values = { ...good(), [field.replace("field-", "")]: text };
      for (const [name, value] of Object.entries(values)) {
        await debug.page.getByTestId(`field-${name}`).fill(value);
      }
      await debug.page.getByTestId("join").press("Enter");
      const input = debug.page.getByTestId(field).and(debug.page.locator("[aria-invalid]"));
      await input.waitFor();
      const about = await input.evaluate((element) => {
        const ids = element.getAttribute("aria-describedby")?.split(" ") ?? [];
        return document.getElementById(ids[0] ?? "")?.textContent ?? "";
      });
      expect(about).toMatch(sentence);
      said.add(about);
    }
    expect(said.size).toBe(wrong.length);
    expect(debug.errors).toEqual([]);
  });

  test.each(languages)("about what the server refuses ($lang)", async ({ lang, sentence }) => {
    const debug = await DebugPage.open("first", server, { lang });
    const user = unique("alice");
    const token = await server.token(apps.main, user);
    const wrong = [
      { app: "1", user, token },
      { user, token: "not a token" },
      { user, token: "" },
      { user: unique("mallory"), token },
      { user, token: await server.token(apps.other, user) },
    ];
    for (const values of wrong) {
      for (const [name, value] of Object.entries({ ...good(), ...values })) {
        await debug.page.getByTestId(`field-${name}`).fill(value);
      }
      await debug.page.getByTestId("join").press("Enter");
      const said = debug.page.locator('.field-error, [data-testid="join-error"] p:first-child');
      await said.first().waitFor();
      expect(await said.first().textContent()).toMatch(sentence);
      await debug.page.getByTestId("join").isEnabled();
    }
    await debug.screenshot(`refused-${lang}`);
    expect(debug.errors).toEqual([]);
  });
});
