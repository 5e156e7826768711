import { describe, expect, it } from "vitest";
import { formatPrefill, parsePrefill } from "../src/state/fragment";
import { parseRoute } from "../src/state/router";

describe("the address's fragment", () => {
  it("gives the values that it names and no others", () => {
    expect(parsePrefill("#app=7&room=r&user=u&token=04a&server=http://h:1&lang=zh-CN&x=1")).toEqual(
      {
        app: "7",
        room: "r",
        user: "u",
        token: "04a",
        server: "http://h:1",
        lang: "zh-CN",
      },
    );
    expect(parsePrefill("")).toEqual({});
    expect(parsePrefill("#room")).toEqual({});
    expect(parsePrefill("#=x&__proto__=1")).toEqual({});
  });

  it("keeps the plus, slash and equals signs of a token", () => {
    expect(parsePrefill("#token=04a+b/c==&room=r").token).toBe("04a+b/c==");
    expect(parsePrefill("#token=04a%2Bb%2Fc%3D%3D").token).toBe("04a+b/c==");
  });

  it("survives a link that was cut in the middle of an escape", () => {
    expect(parsePrefill("#room=a%E4").room).toBe("a%E4");
  });

  it("reads back what it wrote", () => {
    const prefill = { app: "7", room: "a&b=c #", user: "用户", token: "04+/==" };
    expect(parsePrefill(`#${formatPrefill(prefill)}`)).toEqual(prefill);
  });

  it("names a view only with a slash", () => {
    expect(parseRoute("#/log")).toBe("log");
    expect(parseRoute("#log")).toBeUndefined();
    expect(parseRoute("#/nothing")).toBeUndefined();
  });
});
