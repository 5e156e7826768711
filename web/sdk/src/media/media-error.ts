/** What the browser says when it refuses a device, in Express numbers and with what to do. */

import { ExpressError } from "../engine/errors";

/** The codes that capture and playback use. */
export const MediaCode = {
  Parameter: 1_100_001,
  ModuleMissing: 1_101_003,
  Browser: 1_103_002,
  Screen: 1_103_010,
  Enumerate: 1_103_011,
  ForeignStream: 1_103_044,
  NoVideo: 1_103_045,
  NoAudio: 1_103_046,
  NoTrack: 1_103_047,
  DeviceMissing: 1_103_048,
  Insecure: 1_103_053,
  GetUserMedia: 1_103_061,
  Permission: 1_103_064,
  InUse: 1_103_065,
  Constraints: 1_103_066,
  Unplugged: 1_006_006,
  CaptureStopped: 1_106_007,
} as const;

/** The fix of an insecure page. */
const INSECURE_HINT =
  "Open the page over https, or on localhost or 127.0.0.1: browsers give microphones to such pages only";

/** The error of a page that gets no devices: mostly because its address is not secure. */
export function insecureError(): ExpressError {
  if (typeof isSecureContext === "boolean" && isSecureContext) {
    return new ExpressError({
      code: MediaCode.Browser,
      name: "browser",
      message: "This browser gives pages no microphone",
      hint: "Use a current Chromium, Firefox or Safari, outside of frames that forbid it",
    });
  }
  return new ExpressError({
    code: MediaCode.Insecure,
    name: "insecure_context",
    message: "This page's address is not secure, so the browser offers no microphone",
    hint: INSECURE_HINT,
  });
}

/** The error of a call whose arguments make no sense. */
export function parameterError(message: string, hint?: string): ExpressError {
  return new ExpressError({
    code: MediaCode.Parameter,
    name: "parameter",
    message,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** The error of a feature outside of this SDK. */
export function moduleMissing(feature: string, hint?: string): ExpressError {
  return new ExpressError({
    code: MediaCode.ModuleMissing,
    name: "module_missing",
    message: `${feature} is not part of this SDK`,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** The error of a stream that this SDK did not make. */
export function foreignStream(): ExpressError {
  return new ExpressError({
    code: MediaCode.ForeignStream,
    name: "foreign_stream",
    message: "This stream was not made by createZegoStream or createStream of this engine",
    hint: "Pass your own MediaStream as the source: createZegoStream({ custom: { audio: { source } } })",
  });
}

/** The cause of a camera that cannot be captured. */
export function cameraError(cause: unknown): ExpressError {
  return captureError(cause, "camera");
}

/** The cause of a screen that cannot be captured: mostly that the user chose none. */
export function screenError(cause: unknown): ExpressError {
  if (cause instanceof ExpressError) return cause;
  const { message } = (cause ?? {}) as { message?: string };
  return new ExpressError({
    code: MediaCode.Screen,
    name: "screen",
    message: `The screen was not shared${message ? ` (${message})` : ""}`,
    hint: "Call it from a click, and let the user choose a screen, window or tab",
  });
}

/** The cause of a failed capture or device switch, as an `ExpressError`. */
export function captureError(cause: unknown, device = "microphone"): ExpressError {
  if (cause instanceof ExpressError) return cause;
  const { name, message, constraint } = (cause ?? {}) as {
    name?: string;
    message?: string;
    constraint?: string;
  };
  const said = message ? ` (${message})` : "";
  switch (name) {
    case "NotAllowedError":
    case "PermissionDeniedError":
    case "SecurityError":
      return new ExpressError({
        code: MediaCode.Permission,
        name: "permission_denied",
        message: `The use of the ${device} was not allowed${said}`,
        hint: `Allow the ${device} in the address bar's site settings (and in the system's privacy settings), then try again`,
      });
    case "NotFoundError":
    case "DevicesNotFoundError":
      return missingDevice(`There is no ${device}${said}`, device);
    case "OverconstrainedError":
    case "ConstraintNotSatisfiedError":
      if (constraint === "deviceId") {
        return missingDevice("There is no device with this deviceID", device);
      }
      return new ExpressError({
        code: MediaCode.Constraints,
        name: "constraints",
        message: `No ${device} can do what was asked for: ${constraint || "unknown constraint"}`,
        hint: `Leave out channelCount and the processing options, or choose another ${device}`,
      });
    case "NotReadableError":
    case "TrackStartError":
    case "AbortError":
      return new ExpressError({
        code: MediaCode.InUse,
        name: "device_in_use",
        message: `The ${device} could not be opened${said}`,
        hint: `Close other programs that use the ${device}, or choose another one`,
      });
    default:
      return new ExpressError({
        code: MediaCode.GetUserMedia,
        name: "get_user_media",
        message: `The ${device} could not be captured: ${message ?? String(cause)}`,
      });
  }
}

function missingDevice(message: string, device: string): ExpressError {
  const list = device === "camera" ? "getCameras" : "getMicrophones";
  return new ExpressError({
    code: MediaCode.DeviceMissing,
    name: "device_missing",
    message,
    hint: `Plug in a ${device}, or choose one of those that ${list}() lists`,
  });
}
