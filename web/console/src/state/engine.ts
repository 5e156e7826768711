/** The Web SDK as the page uses it. */
import { ExpressEngine } from "cooee-web";

/** What the page calls; tests hand in something smaller. */
export type Engine = { [Member in keyof ExpressEngine]: ExpressEngine[Member] };

/** Makes an engine for an app on a server; an empty server is the one the page came from. */
export type CreateEngine = (appId: number, server: string) => Engine;

/** Makes an engine of the Web SDK. */
export const createEngine: CreateEngine = (appId, server) => new ExpressEngine(appId, server);
