/**
 * Microphones, speakers, streams and their figures: what a call needs of the browser, besides its
 * connection.
 */
export { isTrackActive } from "./activity";
export { AudioTaps } from "./audio-taps";
export { Devices } from "./devices";
export type { Emit } from "./emit";
export { Emitter } from "./emitter";
export { LocalStream, type LocalStreamOwner } from "./local-stream";
export { LocalStreams } from "./local-streams";
export { captureError, foreignStream, moduleMissing, parameterError } from "./media-error";
export { useOutputDevice } from "./output-device";
export { Quality, type QualitySource } from "./quality";
export { RemoteStream } from "./remote-stream";
export { type LevelSource, type LevelSources, SoundLevels } from "./sound-levels";
export { StreamView } from "./stream-view";
