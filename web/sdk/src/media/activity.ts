/** Whether a track gives sound. */

import { TrackMeter } from "./track-meter";

/** How long it is listened to. */
const LISTEN_MS = 1000;

/** How often it is asked whether there was anything. */
const SAMPLE_MS = 50;

/**
 * `checkAudioTrackIsActive`: listens for up to a second, and answers whether there is any signal.
 * Where the browser holds back WebAudio, a live track that its source does not mute counts.
 */
export async function isTrackActive(track: MediaStreamTrack | null): Promise<boolean> {
  if (track?.readyState !== "live" || track.muted) return false;
  const meter = new TrackMeter(track);
  try {
    const end = performance.now() + LISTEN_MS;
    while (performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
      meter.sample();
      if (meter.running && meter.take() > 0) return true;
    }
    return !meter.running;
  } finally {
    meter.close();
  }
}
