/** Firefox ESR over WebDriver BiDi; its microphone is a tone. */
import puppeteer, { type Browser } from "puppeteer-core";
import { FIREFOX } from "./paths.ts";
import { startPulse } from "./pulse.ts";

/** Starts Firefox with a sound server of its own. */
export async function startFirefox(): Promise<{ browser: Browser; stop(): Promise<void> }> {
  const pulse = await startPulse();
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: FIREFOX,
    headless: true,
    env: { ...process.env, ...pulse.env },
    extraPrefsFirefox: {
      "media.navigator.permission.disabled": true,
      "media.navigator.streams.fake": true,
      "media.devices.insecure.enabled": true,
      "media.autoplay.default": 0,
      "media.autoplay.blocking_policy": 0,
    },
  });
  const stop = async () => {
    await browser.close();
    await pulse.stop();
  };
  return { browser, stop };
}
