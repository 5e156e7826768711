import { expect, test } from "vitest";
import { ExpressEngine } from "../../src/index";

test("an engine can be made where pages are rendered at the server", async () => {
  const engine = new ExpressEngine(1, "wss://server.test");
  expect(await engine.checkSystemRequirements()).toMatchObject({
    webRTC: false,
    microphone: false,
  });
  await expect(engine.loginRoom("room", "", { userID: "ann" })).rejects.toMatchObject({
    code: 1103002,
  });
  engine.destroyEngine();
});
