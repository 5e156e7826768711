/** What a sending slot sends. */

/** Sends another track on a slot, or none. A slot that is closed by then needs none. */
export function sendTrack(sender: RTCRtpSender, track: MediaStreamTrack | null): void {
  sender.replaceTrack(track).catch(() => undefined);
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
