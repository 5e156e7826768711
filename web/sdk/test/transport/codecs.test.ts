import { expect, test } from "vitest";
import { preferredCodecs } from "../../src/transport/codecs";

function listed(...names: string[]) {
  return names.map((name) => ({ mimeType: `audio/${name}` }));
}

test("RED comes first where there is RED, and the rest is left out", () => {
  const codecs = listed("opus", "red", "G722", "PCMU", "telephone-event");
  expect(preferredCodecs(codecs)).toEqual(listed("red", "opus"));
});

test("without RED the browser's own order stands", () => {
  expect(preferredCodecs(listed("opus", "G722"))).toBeUndefined();
});
