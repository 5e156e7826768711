import { describe, expect, it } from "vitest";
import { captureError, insecureError } from "../../src/media/media-error";

describe("capture errors", () => {
  it.each([
    [{ name: "NotAllowedError" }, 1_103_064],
    [{ name: "SecurityError" }, 1_103_064],
    [{ name: "NotFoundError" }, 1_103_048],
    [{ name: "OverconstrainedError", constraint: "deviceId" }, 1_103_048],
    [{ name: "OverconstrainedError", constraint: "channelCount" }, 1_103_066],
    [{ name: "NotReadableError" }, 1_103_065],
    [{ name: "TypeError", message: "odd" }, 1_103_061],
    [undefined, 1_103_061],
  ])("%j is %i", (cause, code) => {
    expect(captureError(cause).code).toBe(code);
  });

  it("say what to do", () => {
    expect(captureError({ name: "NotAllowedError" }).hint).toContain("Allow the microphone");
    expect(insecureError()).toMatchObject({
      code: 1_103_053,
      hint: expect.stringContaining("https"),
    });
  });

  it("pass errors of this SDK on", () => {
    const error = insecureError();
    expect(captureError(error)).toBe(error);
  });
});
