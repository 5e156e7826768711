/** Whether a track gives sound. */

/** `checkAudioTrackIsActive`: listens for a moment, and answers whether there is any signal. */
export function isTrackActive(track: MediaStreamTrack | null): Promise<boolean> {
  return Promise.resolve(track?.readyState === "live" && !track.muted);
}
