/** What a sending slot sends. */

/** Sends another track on a slot, or none. A slot that is closed by then needs none. */
export function sendTrack(sender: RTCRtpSender, track: MediaStreamTrack | null): void {
  sender.replaceTrack(track).catch(() => undefined);
}

/** How a slot's pictures are sent. */
export interface PictureSettings {
  /** In kbit/s. */
  bitrate: number;
  /** Frames in a second. */
  frameRate: number;
  /** Such as `H264`; the browser's favourite without it. */
  codec?: string | undefined;
}

/**
 * Sets bitrate, frame rate and codec of a slot's pictures. Answers whether the codec can be sent;
 * if not, the browser's favourite is.
 */
export async function setPictures(
  sender: RTCRtpSender,
  settings: PictureSettings,
): Promise<boolean> {
  const parameters = sender.getParameters();
  const [encoding] = parameters.encodings ?? [];
  if (!encoding) return true;
  encoding.maxBitrate = Math.round(settings.bitrate * 1000);
  encoding.maxFramerate = settings.frameRate;
  const wanted = `video/${settings.codec ?? ""}`.toLowerCase();
  const codec = parameters.codecs.find(({ mimeType }) => mimeType.toLowerCase() === wanted);
  // A browser that does not know the member leaves it alone.
  if (codec) Object.assign(encoding, { codec });
  await sender.setParameters(parameters).catch(() => undefined);
  return codec !== undefined || settings.codec === undefined;
}

/** Sets the bitrate of a slot's audio, in kbit/s. */
export async function setBitrate(sender: RTCRtpSender, kilobits: number): Promise<void> {
  const parameters = sender.getParameters();
  const [encoding] = parameters.encodings ?? [];
  if (!encoding || !(kilobits > 0)) return;
  encoding.maxBitrate = Math.round(kilobits * 1000);
  // A browser that refuses goes on with its own bitrate.
  await sender.setParameters(parameters).catch(() => undefined);
}
