import { expect, test } from "vitest";
import { signalUrl } from "../../src/engine/server-url";

const SCRIPT = "https://call.ours.net/sdk/cooee.umd.js?v=1";
const FROM_SCRIPT = "wss://call.ours.net/v1/signal";

const OURS: [unknown, string][] = [
  ["wss://call.mine.org", "wss://call.mine.org/v1/signal"],
  ["ws://localhost:7870", "ws://localhost:7870/v1/signal"],
  ["http://127.0.0.1:7870/", "ws://127.0.0.1:7870/v1/signal"],
  ["https://call.mine.org", "wss://call.mine.org/v1/signal"],
  [" wss://call.mine.org ", "wss://call.mine.org/v1/signal"],
  ["wss://call.mine.org/ws", "wss://call.mine.org/v1/signal"],
  ["wss://call.mine.org/v1/signal", "wss://call.mine.org/v1/signal"],
  ["wss://call.mine.org/v1/signal/?a=b", "wss://call.mine.org/v1/signal"],
  ["https://mine.org/behind/a/proxy/", "wss://mine.org/behind/a/proxy/v1/signal"],
  ["ws://[::1]:7870", "ws://[::1]:7870/v1/signal"],
  ["wss://yourcompany.com", "wss://yourcompany.com/v1/signal"],
  [["wss://webliveroom1-api.zego.im/ws", "wss://call.mine.org"], "wss://call.mine.org/v1/signal"],
];

test.each(OURS)("the application's own server %j", (server, expected) => {
  expect(signalUrl({ server, scriptUrl: SCRIPT, pageUrl: undefined })).toBe(expected);
});

const OTHERS: unknown[] = [
  "",
  null,
  undefined,
  [],
  42,
  {},
  "nonsense",
  "/relative",
  "ftp://call.mine.org",
  "wss://",
  "wss://webliveroom123456-api.zego.im/ws",
  "wss://webliveroom123456-api-bak.zegocloud.com/ws",
  "wss://accesshub-wss.zego.cloud/accesshub",
  "wss://webliveroom1-api.coolzcloud.com/ws",
  "wss://www.zegocloud.com",
  "wss://placeholder",
  "wss://some.placeholder/ws",
  "wss://example.com/ws",
  "wss://server.example",
  "wss://your-server.com/ws",
  "wss://xxx/ws",
  "wss://nowhere.invalid",
  ["wss://webliveroom1-api.zego.im/ws", "wss://webliveroom1-api-bak.zego.im/ws"],
];

test.each(OTHERS.map((server) => [server]))(
  "in place of %j, where the script came from",
  (server) => {
    const hints = { server, scriptUrl: SCRIPT, pageUrl: "https://page.net/a/b.html" };
    expect(signalUrl(hints)).toBe(FROM_SCRIPT);
  },
);

test("a script from a file leaves the page's origin", () => {
  const hints = { server: "", scriptUrl: "file:///tmp/cooee.js", pageUrl: "http://page.net/a/b" };
  expect(signalUrl(hints)).toBe("ws://page.net/v1/signal");
});

test("files alone have no server", () => {
  const hints = { server: "", scriptUrl: undefined, pageUrl: "file:///tmp/page.html" };
  expect(signalUrl(hints)).toBeUndefined();
});
