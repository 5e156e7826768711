/** The page's state, made once. Components read it; only methods of its parts change it. */
import { Call } from "./call";
import { Devices } from "./devices";
import { createEngine } from "./engine";
import { EventLog } from "./event-log";
import { Messenger } from "./messenger";
import { Settings } from "./settings";

/** Whether the browser lets this page use microphones. */
export const secureContext = globalThis.isSecureContext === true;

/** What the join form holds. */
export const settings = new Settings(storage());
/** What was called and what came. */
export const log = new EventLog();
/** This computer's devices. */
export const devices = new Devices(createEngine);
/** The call. */
export const call = new Call({
  createEngine,
  settings,
  log,
  secure: globalThis.location?.protocol === "https:",
});
/** The writing side of the room. */
export const messenger = new Messenger(call, log);

/** Reading `localStorage` throws where the person forbids it. */
function storage(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}
