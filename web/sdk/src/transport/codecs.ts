/** Which codecs are offered. */

/** A codec as browsers list it. */
interface Codec {
  mimeType: string;
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
