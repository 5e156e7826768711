/** Chromium with a file for a microphone. */
import { type BrowserServer, chromium } from "playwright-core";
import { CHROMIUM } from "./paths.ts";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--autoplay-policy=no-user-gesture-required",
  "--allow-loopback-in-peer-connection",
];

/** Three cameras, of which the second one measures depth and cannot be sent, and a microphone. */
const CAMERAS = "--use-fake-device-for-media-stream=device-count=3";

/** The title of the tab that {@link startSharingChromium} shares. */
export const SHARED_TITLE = "shared tab";

/** Starts a browser that shares the tab of that title with whoever asks for a screen. */
export function startSharingChromium(): Promise<BrowserServer> {
  return startChromium(undefined, [`--auto-select-tab-capture-source-by-title=${SHARED_TITLE}`]);
}

/**
 * Starts a browser whose microphone says what is in a file, over and over. Without a file it has
 * a microphone that pages have to ask for.
 */
export function startChromium(
  microphone?: string,
  flags: readonly string[] = [],
): Promise<BrowserServer> {
  const devices = microphone
    ? ["--use-fake-ui-for-media-stream", CAMERAS, `--use-file-for-fake-audio-capture=${microphone}`]
    : [CAMERAS];
  return chromium.launchServer({
    executablePath: CHROMIUM,
    args: [...FLAGS, ...devices, ...flags],
    // The microphone's own browser must not lose its sound.
    ignoreDefaultArgs: ["--mute-audio"],
  });
}
