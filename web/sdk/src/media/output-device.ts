/** The speaker of a media element. */

import { ExpressError } from "../engine/errors";
import { captureError, MediaCode, parameterError } from "./media-error";

/** Plays an element on a speaker. Rejects where the browser has no such choice or device. */
export async function useOutputDevice(media: HTMLMediaElement, deviceId: string): Promise<boolean> {
  if (!(media instanceof HTMLMediaElement)) {
    throw parameterError("The first argument is no audio or video element");
  }
  if (!media.setSinkId) {
    throw new ExpressError({
      code: MediaCode.Browser,
      name: "browser",
      message: "This browser cannot choose a speaker",
      hint: "Choose it in the system's sound settings, or use Chromium",
    });
  }
  try {
    await media.setSinkId(deviceId);
    return true;
  } catch (cause) {
    if ((cause as DOMException).name === "NotFoundError") {
      throw new ExpressError({
        code: MediaCode.DeviceMissing,
        name: "device_missing",
        message: `There is no speaker with the deviceID ${JSON.stringify(deviceId)}`,
        hint: "Choose one of those that getSpeakers() lists",
      });
    }
    // Chromium's answer for an element that plays through WebAudio.
    if ((cause as DOMException).name === "AbortError") {
      throw new ExpressError({
        code: MediaCode.Browser,
        name: "browser",
        message: "The browser chooses no speaker for an element that is, or was, part of a stream",
        hint: "Use an element of its own for this speaker",
      });
    }
    throw captureError(cause);
  }
}
