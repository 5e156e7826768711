/** What this browser can do. */
import { captureError } from "../media";
import { ExpressError } from "./errors";
import type { SystemRequirements, SystemRequirementType } from "./types";

/** Why something is not there. */
type Faults = Partial<Record<"webRTC" | "microphone" | "camera", Fault>>;

interface Fault {
  code: number;
  msg: string;
  message: string;
}

/** Looks at the browser; `camera` and `microphone` as a type ask for the permission. */
export async function checkSystem(type?: SystemRequirementType): Promise<SystemRequirements> {
  const found = look();
  switch (type) {
    case undefined:
      found.result = found.webRTC;
      break;
    case "camera":
    case "microphone":
      found[type] = await mayUse(type, found.errInfo);
      found.result = found[type];
      break;
    case "H264":
    case "H265":
    case "VP8":
    case "VP9":
      found.result = found.videoCodec[type];
      break;
    default:
      found.result = found[type] ?? false;
  }
  return found;
}

function look(): SystemRequirements {
  const devices = typeof navigator === "undefined" ? undefined : navigator.mediaDevices;
  const canCapture = typeof devices?.getUserMedia === "function";
  const webRTC = typeof RTCPeerConnection === "function" && typeof WebSocket === "function";
  const errInfo: Faults = {};
  if (!webRTC) errInfo.webRTC = fault(1103002, "This browser has no WebRTC");
  if (!canCapture) {
    const insecure = typeof isSecureContext === "boolean" && !isSecureContext;
    const error = insecure
      ? fault(1103053, "Open the page over https, or on localhost: others get no microphone")
      : fault(1103002, "This browser gives pages no microphone");
    errInfo.microphone = error;
    errInfo.camera = error;
  }
  return {
    webRTC,
    customCapture: typeof AudioContext === "function",
    camera: canCapture,
    microphone: canCapture,
    screenSharing: typeof devices?.getDisplayMedia === "function",
    videoCodec: videoCodecs(webRTC),
    errInfo,
  };
}

function videoCodecs(webRTC: boolean): SystemRequirements["videoCodec"] {
  const codecs = webRTC ? (RTCRtpReceiver.getCapabilities?.("video")?.codecs ?? []) : [];
  const has = (name: string) =>
    codecs.some(({ mimeType }) => mimeType.toLowerCase() === `video/${name}`);
  return { H264: has("h264"), H265: has("h265"), VP8: has("vp8"), VP9: has("vp9") };
}

async function mayUse(type: "camera" | "microphone", errInfo: Faults): Promise<boolean> {
  if (errInfo[type] !== undefined) return false;
  try {
    const wanted = type === "camera" ? { video: true } : { audio: true };
    const stream = await navigator.mediaDevices.getUserMedia(wanted);
    for (const track of stream.getTracks()) track.stop();
    return true;
  } catch (cause) {
    const { code, msg } = captureError(cause);
    errInfo[type] = fault(code, msg);
    return false;
  }
}

function fault(code: number, message: string): Fault {
  const { msg } = new ExpressError({ code, message });
  return { code, msg, message };
}
