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

/**
 * Starts a browser whose microphone says what is in a file, over and over. Without a file it has
 * a microphone that nobody may use.
 */
export function startChromium(microphone?: string): Promise<BrowserServer> {
  const devices = microphone
    ? [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        `--use-file-for-fake-audio-capture=${microphone}`,
      ]
    : ["--use-fake-device-for-media-stream"];
  return chromium.launchServer({
    executablePath: CHROMIUM,
    args: [...FLAGS, ...devices],
    // The microphone's own browser must not lose its sound.
    ignoreDefaultArgs: ["--mute-audio"],
  });
}
