/** What the browser says of the streams that it receives, by the tracks of its connections. */

/** The counters of one kind of media, of all connections together. */
export interface Sight {
  framesDecoded: number;
  frameWidth: number;
  frameHeight: number;
  /** Samples made up to hide gaps, and all samples. */
  concealed: number;
  samples: number;
  /** How often something had to be made up. */
  concealments: number;
  bytes: number;
}

/** The size of the pictures that this page sends; zeros without any. */
export async function encoded(
  connections: RTCPeerConnection[],
): Promise<{ width: number; height: number }> {
  const size = { width: 0, height: 0 };
  for (const connection of connections) {
    const stats = await connection.getStats();
    stats.forEach((entry) => {
      if (entry.type !== "outbound-rtp" || entry.kind !== "video") return;
      size.width = Math.max(size.width, entry.frameWidth ?? 0);
      size.height = Math.max(size.height, entry.frameHeight ?? 0);
    });
  }
  return size;
}

/** Adds up the counters of the inbound streams of a kind. */
export async function sights(
  connections: RTCPeerConnection[],
  kind: "audio" | "video",
): Promise<Sight> {
  const sight: Sight = {
    framesDecoded: 0,
    frameWidth: 0,
    frameHeight: 0,
    concealed: 0,
    samples: 0,
    concealments: 0,
    bytes: 0,
  };
  for (const connection of connections) {
    const stats = await connection.getStats();
    stats.forEach((entry) => {
      if (entry.type !== "inbound-rtp" || entry.kind !== kind) return;
      sight.framesDecoded += entry.framesDecoded ?? 0;
      sight.frameWidth = Math.max(sight.frameWidth, entry.frameWidth ?? 0);
      sight.frameHeight = Math.max(sight.frameHeight, entry.frameHeight ?? 0);
      sight.concealed += (entry.concealedSamples ?? 0) - (entry.silentConcealedSamples ?? 0);
      sight.samples += entry.totalSamplesReceived ?? 0;
      sight.concealments += entry.concealmentEvents ?? 0;
      sight.bytes += entry.bytesReceived ?? 0;
    });
  }
  return sight;
}
