import { expect, test } from "vitest";
import { asking, pictureCodecs, preferredCodecs } from "../../src/transport/codecs";

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

test("pictures are offered in VP8 and H.264 constrained baseline, with retransmission", () => {
  const codec = (name: string, sdpFmtpLine?: string) => ({
    mimeType: `video/${name}`,
    ...(sdpFmtpLine && { sdpFmtpLine }),
  });
  const vp8 = codec("VP8");
  const baseline = codec("H264", "packetization-mode=1;profile-level-id=42e01f");
  const rtx = codec("rtx");
  const others = [
    codec("H264", "packetization-mode=0;profile-level-id=42e01f"),
    codec("H264", "packetization-mode=1;profile-level-id=64001f"),
    codec("VP9"),
    codec("AV1"),
  ];
  expect(pictureCodecs([codec("VP9"), rtx, baseline, vp8, ...others])).toEqual([
    vp8,
    baseline,
    rtx,
  ]);
  expect(pictureCodecs([codec("VP9"), rtx])).toBeUndefined();
});

/** An answer with these types in its first line, and another line after it. */
function answer(types: string): string {
  return [
    "v=0",
    `m=audio 9 UDP/TLS/RTP/SAVPF ${types}`,
    "a=mid:0",
    "a=rtpmap:111 opus/48000/2",
    "a=rtpmap:63 red/48000/2",
    "m=video 9 UDP/TLS/RTP/SAVPF 96 63",
    "a=mid:1",
    "a=rtpmap:96 VP8/90000",
    "",
  ].join("\r\n");
}

test("an answer asks for redundant audio by the order of its types", () => {
  for (const types of ["63 111", "111 63"]) {
    expect(asking(answer(types), true)).toBe(answer("63 111"));
    expect(asking(answer(types), false)).toBe(answer("111 63"));
  }
});

test("an answer without RED stays as it is", () => {
  const plain = answer("111").replace(/^a=rtpmap:63.*\r\n/m, "");
  expect(asking(plain, true)).toBe(plain);
});
