/** The Web SDK: voice calls through a Cooee server. */
export { ExpressError } from "./engine/errors";
export { ExpressEngine, ExpressEngine as ZegoExpressEngine } from "./engine/express-engine";
export type * from "./engine/types";
export { WebRTCUtil } from "./engine/web-rtc-util";
