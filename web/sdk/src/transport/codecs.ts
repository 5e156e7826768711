/** Which codecs are offered. */

/** A codec as browsers list it. */
interface Codec {
  mimeType: string;
}

interface PictureCodec extends Codec {
  sdpFmtpLine?: string;
}

/**
 * RED first, then Opus, and nothing else; `undefined` where the browser has no RED, so that its own
 * order stands. The first one is what a browser sends.
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

/** Prefers RED on a transceiver, where the browser can. */
export function preferRed(transceiver: RTCRtpTransceiver): void {
  const codecs = RTCRtpReceiver.getCapabilities?.("audio")?.codecs ?? [];
  const preferred = preferredCodecs(codecs);
  if (!preferred || !transceiver.setCodecPreferences) return;
  try {
    transceiver.setCodecPreferences(preferred);
  } catch {
    // The browser's own order works too.
  }
}
