/**
 * Calls of the Express Web SDK that this SDK leaves out: video effects, mixing at the server, CDN,
 * voice effects. Typed applications learn of it from the compiler; plain pages get 1101003 instead
 * of a `TypeError`.
 */
import { ExpressError } from "./errors";

const NAMES = [
  // Effects on pictures.
  "setEffectsBeauty",
  "enableVideoSuperResolution",
  "enableBackgroundBlur",
  "enableVideoObjectSegmentation",
  "startScreenShotVideo",
  // Voice effects.
  "enableAiDenoise",
  "setAiDenoiseMode",
  "setVoiceChangerPreset",
  "setVoiceChangerParam",
  "setReverbPreset",
  "setReverbEchoParam",
  // Work at the server, and beside rooms.
  "startMixerTask",
  "stopMixerTask",
  "startAutoMixerTask",
  "stopAutoMixerTask",
  "setMixerTaskConfig",
  "addPublishCdnUrl",
  "removePublishCdnUrl",
  "clearPublishCdnUrl",
  "createRangeAudioInstance",
  "createRealTimeSequentialDataManager",
] as const;

/** The error of a call that this SDK leaves out. */
export function moduleMissing(call: string): ExpressError {
  return new ExpressError({
    code: 1101003,
    name: "module_missing",
    message: `${call} is not part of this SDK`,
    hint: "It carries sound, pictures and room messages; leave the call out",
  });
}

/** Gives a class's prototype the calls that are left out; each rejects with 1101003. */
export function addOutsideMembers(prototype: object): void {
  for (const name of NAMES) {
    Object.defineProperty(prototype, name, { value: () => Promise.reject(moduleMissing(name)) });
  }
}
