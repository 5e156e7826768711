import { expect, test } from "vitest";
import { pictureCodecs, preferredCodecs } from "../../src/transport/codecs";

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
