/** What the page's address says after the `#`. */

/** Values that a link brings along. A key that the link lacks is absent. */
export interface Prefill {
  app?: string;
  room?: string;
  user?: string;
  token?: string;
  server?: string;
  lang?: string;
}

const KEYS = ["app", "room", "user", "token", "server", "lang"] as const;

/**
 * Reads `#app=1&room=r&user=u&token=04…&server=…&lang=…`. Values may be percent-encoded; a `+` stays a
 * `+`, since tokens are base64 and links are often put together by hand.
 */
export function parsePrefill(fragment: string): Prefill {
  const prefill: Prefill = {};
  for (const pair of fragment.replace(/^#/, "").split("&")) {
    const equals = pair.indexOf("=");
    const key = KEYS.find((key) => equals > 0 && key === pair.slice(0, equals));
    if (key) {
      prefill[key] = decode(pair.slice(equals + 1)).trim();
    }
  }
  return prefill;
}

/** The fragment for these values, without the `#`: what {@link parsePrefill} reads back. */
export function formatPrefill(prefill: Prefill): string {
  return KEYS.flatMap((key) => {
    const value = prefill[key];
    return value ? [`${key}=${encodeURIComponent(value)}`] : [];
  }).join("&");
}

/** A link that was cut short in the middle of an escape still gives what can be read. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
