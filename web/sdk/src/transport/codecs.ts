/** Which codecs are offered, and which of them is sent. */

/** A codec as browsers list it. */
interface Codec {
  mimeType: string;
}

interface PictureCodec extends Codec {
  sdpFmtpLine?: string;
}

/**
 * RED, then Opus, and nothing else; `undefined` where the browser has no RED, so that its own order
 * stands. (Some browsers list RED twice if it comes second.)
 */
export function preferredCodecs<C extends Codec>(codecs: readonly C[]): C[] | undefined {
  const named = (name: string) => codecs.filter(({ mimeType }) => mimeType.toLowerCase() === name);
  const red = named("audio/red");
  const opus = named("audio/opus");
  return red.length > 0 && opus.length > 0 ? [...red, ...opus] : undefined;
}

/**
 * What pictures are offered in: VP8 and H.264 constrained baseline, which every browser of ours
 * decodes, with the means to send lost packets again; `undefined` where the browser lists neither.
 */
export function pictureCodecs<C extends PictureCodec>(codecs: readonly C[]): C[] | undefined {
  const named = (name: string) => codecs.filter(({ mimeType }) => mimeType.toLowerCase() === name);
  const baseline = named("video/h264").filter(
    ({ sdpFmtpLine = "" }) =>
      /packetization-mode=1/.test(sdpFmtpLine) && /profile-level-id=42e0/i.test(sdpFmtpLine),
  );
  const pictures = [...named("video/vp8"), ...baseline];
  return pictures.length > 0 ? [...pictures, ...named("video/rtx")] : undefined;
}

/** Offers what the server forwards, where the browser can leave the rest out. */
export function preferPictures(transceiver: RTCRtpTransceiver): void {
  const codecs = RTCRtpReceiver.getCapabilities?.("video")?.codecs ?? [];
  const preferred = pictureCodecs(codecs);
  if (!preferred || !transceiver.setCodecPreferences) return;
  try {
    transceiver.setCodecPreferences(preferred);
  } catch {
    // The browser's own order works too.
  }
}

/** Whether the browser can send redundant audio. */
export function hasRed(): boolean {
  return preferredCodecs(audioCodecs()) !== undefined;
}

/** Offers redundant and plain audio alone on a transceiver, where the browser can. */
export function preferCodecs(transceiver: RTCRtpTransceiver): void {
  const preferred = preferredCodecs(audioCodecs());
  if (!preferred || !transceiver.setCodecPreferences) return;
  try {
    transceiver.setCodecPreferences(preferred);
  } catch {
    // The browser's own order works too.
  }
}

/** An answer that asks for redundant audio, or for plain one: what comes first is sent. */
export function asking(answer: string, redundant: boolean): string {
  return answer
    .split(/^(?=m=)/m)
    .map((section) => {
      const red = /^a=rtpmap:(\d+) red\//im.exec(section)?.[1];
      if (red === undefined || !section.startsWith("m=audio ")) return section;
      return section.replace(/^(m=\S+ \S+ \S+) (.*)/, (_, head: string, types: string) => {
        const others = types
          .trim()
          .split(" ")
          .filter((type) => type !== red);
        return [head, ...(redundant ? [red, ...others] : [...others, red])].join(" ");
      });
    })
    .join("");
}

function audioCodecs() {
  // Not all that runs the SDK has it.
  return globalThis.RTCRtpReceiver?.getCapabilities?.("audio")?.codecs ?? [];
}
