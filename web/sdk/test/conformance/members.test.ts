import { describe, expect, expectTypeOf, test } from "vitest";
import type { EngineEvents, LocalStreamEvents, StreamViewEvents } from "../../src/index";
import * as sdk from "../../src/index";
import {
  type ENGINE_EVENTS,
  ENGINE_MEMBERS,
  type LOCAL_STREAM_EVENTS,
  OUTSIDE,
  STATICS,
  type STREAM_VIEW_EVENTS,
} from "./documented";

describe("the exports", () => {
  test("are one class under both names, and WebRTCUtil", () => {
    expect(sdk.ZegoExpressEngine).toBe(sdk.ExpressEngine);
    expect(typeof sdk.WebRTCUtil).toBe("object");
  });

  test.each(STATICS)("the class has %s", (name) => {
    const kind = name === "version" ? "string" : "function";
    expect(typeof Reflect.get(sdk.ZegoExpressEngine, name)).toBe(kind);
  });

  test.each([...ENGINE_MEMBERS, ...OUTSIDE])("an engine has %s", (name) => {
    expect(typeof Reflect.get(sdk.ZegoExpressEngine.prototype, name)).toBe("function");
  });
});

test("the version compares as a text as pages compare it", () => {
  expect(sdk.ZegoExpressEngine.version >= "2.17.0").toBe(true);
  expect("10.0.0" >= "2.17.0").toBe(false);
});

test("every documented event is a key of its event map", () => {
  expectTypeOf<(typeof ENGINE_EVENTS)[number]>().toExtend<keyof EngineEvents>();
  expectTypeOf<(typeof LOCAL_STREAM_EVENTS)[number]>().toEqualTypeOf<keyof LocalStreamEvents>();
  expectTypeOf<(typeof STREAM_VIEW_EVENTS)[number]>().toEqualTypeOf<keyof StreamViewEvents>();
});
