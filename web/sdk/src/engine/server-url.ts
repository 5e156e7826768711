/** Which server an engine talks to. */
import { PATH } from "../protocol/generated";

/** What the address is found from. */
export interface ServerHints {
  /** What the application passed; anything. */
  server: unknown;
  /** Where this script came from. */
  scriptUrl: string | undefined;
  /** The page. */
  pageUrl: string | undefined;
}

/** Hosts of the services whose pages this SDK runs unchanged. */
const VENDORS = /(^|[.-])(zego|coolzcloud|zegocloud)/;
/** Hosts that documentation and wrappers put where an address belongs. */
const PLACEHOLDERS =
  /(^|[.-])(placeholder|your-?(server|domain|host)|x{3,})([.-]|$)|(^|\.)example(\.(com|net|org))?$|\.invalid$/;

/**
 * The WebSocket address of the server: the first of the application's own that is neither another
 * service's nor a placeholder, then the origin of the script, then the page's. `undefined` where
 * none of them is on the web, as with files.
 */
export function signalUrl({ server, scriptUrl, pageUrl }: ServerHints): string | undefined {
  const given = Array.isArray(server) ? server : [server];
  for (const one of given) {
    const url = webUrl(one);
    if (url && !isOther(url.hostname)) return endpoint(url, url.pathname);
  }
  for (const origin of [scriptUrl, pageUrl]) {
    const url = webUrl(origin);
    if (url) return endpoint(url, "/");
  }
  return undefined;
}

function isOther(hostname: string): boolean {
  return VENDORS.test(hostname) || PLACEHOLDERS.test(hostname);
}

function webUrl(text: unknown): URL | undefined {
  if (typeof text !== "string") return undefined;
  try {
    const url = new URL(text.trim());
    return /^(wss?|https?):$/.test(url.protocol) && url.hostname !== "" ? url : undefined;
  } catch {
    return undefined;
  }
}

/** A path in front of the server's own is kept: a proxy may need it. `/ws` is the original's. */
function endpoint(url: URL, path: string): string {
  const scheme = /^(wss|https):$/.test(url.protocol) ? "wss" : "ws";
  const prefix = path.replace(/\/+$/, "").replace(/(\/v1\/signal|\/ws)$/, "");
  return `${scheme}://${url.host}${prefix}${PATH}`;
}
