/** What can be seen in Opus payloads without decoding them. */

/**
 * Whether a packet carries a copy of the sound before it at a lower bitrate (LBRR, "in-band FEC"),
 * in its first channel: the flag behind those of voice activity at the beginning of a SILK frame
 * (RFC 6716, sections 4.2.3 and 4.2.4). Packets of several Opus frames count as without.
 */
export function carriesFec(packet: Uint8Array): boolean {
  const [head = 0xff, first = 0] = packet;
  const configuration = head >> 3;
  const isOneFrame = (head & 3) === 0;
  // From 16 on there is no SILK in it.
  if (configuration >= 16 || !isOneFrame) return false;
  return (first & (0x80 >> silkFrames(configuration))) !== 0;
}

/** SILK frames are of 20 ms at most; 10 ms have one, too. */
function silkFrames(configuration: number): number {
  if (configuration >= 12) return 1;
  return [1, 1, 2, 3][configuration % 4] ?? 1;
}

/**
 * The newest Opus packet in redundant audio (RFC 2198), and how many copies of older ones there
 * are.
 */
export function splitRed(payload: Uint8Array): { primary: Uint8Array; copies: number } {
  let at = 0;
  let copies = 0;
  let copied = 0;
  while (at + 4 <= payload.length && (payload[at] ?? 0) & 0x80) {
    const length = (((payload[at + 2] ?? 0) & 3) << 8) | (payload[at + 3] ?? 0);
    if (length > 0) copies++;
    copied += length;
    at += 4;
  }
  return { primary: payload.subarray(at + 1 + copied), copies };
}
