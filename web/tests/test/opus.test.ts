/** What the counter of sent packets sees in them. */
import { expect, test } from "vitest";
import { carriesFec, splitRed } from "../page/opus.ts";

/** A packet of one mono Opus frame of a configuration, with the first byte of its frame. */
function packet(configuration: number, first: number): Uint8Array {
  return Uint8Array.of(configuration << 3, first, 0);
}

test("in-band copies are told by the flag behind those of voice activity", () => {
  // SILK of 20 ms, hybrid of 20 ms.
  for (const configuration of [1, 5, 9, 13, 15]) {
    expect(carriesFec(packet(configuration, 0xc0))).toBe(true);
    expect(carriesFec(packet(configuration, 0x40))).toBe(true);
    expect(carriesFec(packet(configuration, 0xbf))).toBe(false);
  }
  // SILK of 60 ms has three flags of voice activity before it.
  expect(carriesFec(packet(11, 0x10))).toBe(true);
  expect(carriesFec(packet(11, 0xef))).toBe(false);
  // CELT has none.
  expect(carriesFec(packet(31, 0xff))).toBe(false);
  expect(carriesFec(Uint8Array.of())).toBe(false);
});

test("redundant audio is taken apart", () => {
  const payload = Uint8Array.of(0x80 | 111, 0x0f, 0x00, 2, 111, 0xaa, 0xbb, 0x78, 0x40);
  expect(splitRed(payload)).toEqual({ primary: Uint8Array.of(0x78, 0x40), copies: 1 });
  expect(splitRed(Uint8Array.of(111, 0x78))).toEqual({ primary: Uint8Array.of(0x78), copies: 0 });
});
