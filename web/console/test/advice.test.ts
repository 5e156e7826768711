import { ErrorCode } from "cooee-web/protocol";
import { describe, expect, it } from "vitest";
import { webCode } from "../../sdk/src/engine/codes";
import { setLanguage } from "../src/i18n";
import { ADVICE, advice, adviceFor } from "../src/i18n/advice";
import { adviceInEnglish } from "../src/i18n/advice/en";
import { failureOf, failureOfEvent, fieldOf, preciseCode } from "../src/state/failure";

/** Codes of calls that the page does not make, or of clients that are no browser. */
const ELSEWHERE =
  /^(OK|NO_ENGINE|APP_SIGN_|USER_NAME_|CUSTOM_|SOUND_LEVEL|DEVICE_|ROOM_MISSING|CHANNEL_BUSY|STREAM_EXTRA_INFO_NULL|MESSAGE_(OTHER|TARGET|PARAMETERS))/;

describe("advice", () => {
  it("stands in every language for the same codes", () => {
    for (const table of Object.values(ADVICE)) {
      expect(Object.keys(table)).toEqual(Object.keys(adviceInEnglish));
    }
  });

  it("is a sentence", () => {
    for (const text of Object.values(ADVICE.en)) {
      expect(text).toMatch(/^[A-Z].*\.$/);
    }
    for (const text of Object.values(ADVICE["zh-CN"])) {
      expect(text).toMatch(/。$/);
    }
  });

  it("exists for whatever the server can answer", () => {
    setLanguage("en");
    const silent = Object.entries(ErrorCode)
      .filter(([name]) => !ELSEWHERE.test(name))
      .filter(([, code]) => advice(webCode(code)) === undefined);
    expect(silent).toEqual([]);
  });

  it("names the cause where one number stands for several", () => {
    setLanguage("en");
    const failure = { code: 1102020, name: "no_credentials", message: "", hint: "" };
    expect(adviceFor(failure)).toBe(adviceInEnglish[1002067]);
    expect(adviceFor({ ...failure, name: "else" })).toBe(adviceInEnglish[1102020]);
  });

  it("falls back to the error's own hint, then to a sentence for everything", () => {
    setLanguage("en");
    const failure = { code: 42, name: "", message: "m", hint: "Do this." };
    expect(adviceFor(failure)).toBe("Do this.");
    expect(adviceFor({ ...failure, hint: "" })).toMatch(/event log/);
  });
});

describe("a failure", () => {
  it("is read from whatever was thrown", () => {
    const error = { code: 1, name: "n", message: "m", hint: "h", msg: "m. h" };
    expect(failureOf(error)).toEqual({ code: 1, name: "n", message: "m", hint: "h" });
    expect(failureOf("plain").message).toBe("plain");
    expect(failureOf(undefined).code).toBe(0);
    expect(failureOf(new TypeError("broken"))).toMatchObject({ code: 0, message: "broken" });
  });

  it("is read from an event, whose further data may be no JSON", () => {
    expect(failureOfEvent(5, '{"message":"m","hint":"h"}')).toMatchObject({ code: 5, hint: "h" });
    expect(failureOfEvent(5, "words")).toMatchObject({ code: 5, message: "words" });
    expect(failureOfEvent(5, "")).toMatchObject({ code: 5, message: "" });
  });

  it("belongs to the field that has to be corrected", () => {
    expect(fieldOf(1001004)).toBe("app");
    expect(fieldOf(1102018)).toBe("token");
    expect(fieldOf(1002050)).toBeUndefined();
    expect(preciseCode({ code: 1102020, name: "token_app_id", message: "", hint: "" })).toBe(
      ErrorCode.TOKEN_APP_ID,
    );
  });
});
