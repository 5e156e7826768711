/** How a receiver tells a callback of this server from anything else. */

const NODE = `import { createHash, timingSafeEqual } from "node:crypto";

export function isGenuine({ signature, timestamp, nonce }, secret) {
  const text = [secret, String(timestamp), nonce].sort().join("");
  const expected = createHash("sha1").update(text).digest("hex");
  const isFresh = Math.abs(Date.now() / 1000 - timestamp) < 300;
  return (
    isFresh &&
    expected.length === signature.length &&
    timingSafeEqual(Buffer.from(expected), Buffer.from(signature))
  );
}
`;

const PYTHON = `import hashlib, hmac, time

def is_genuine(event, secret):
    parts = sorted([secret, str(event["timestamp"]), event["nonce"]])
    expected = hashlib.sha1("".join(parts).encode()).hexdigest()
    is_fresh = abs(time.time() - event["timestamp"]) < 300
    return is_fresh and hmac.compare_digest(expected, event["signature"])
`;

/** An example for each language. */
export const SIGNATURE_EXAMPLES = { "Node.js": NODE, Python: PYTHON } as const;

/** A language that there is an example for. */
export type ExampleLanguage = keyof typeof SIGNATURE_EXAMPLES;

/** The languages. */
export const EXAMPLE_LANGUAGES = Object.keys(SIGNATURE_EXAMPLES) as ExampleLanguage[];
