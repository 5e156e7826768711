/** Where the things under test are. */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const { COOEE: COOEE_BINARY, CHROMIUM: CHROMIUM_BINARY, FIREFOX: FIREFOX_BINARY } = process.env;
const here = fileURLToPath(new URL(".", import.meta.url));

/** The folder `web`. */
export const WEB = resolve(here, "../..");
/** The binary under test. */
export const COOEE = COOEE_BINARY ?? resolve(WEB, "../target/release/cooee");
/** The built SDK. */
export const SDK = resolve(WEB, "dist/sdk");
/** The pages of these tests. */
export const PAGES = resolve(WEB, "tests/page");
/** Where screenshots go. */
export const ARTIFACTS = resolve(WEB, "tests/artifacts");
export const CHROMIUM = CHROMIUM_BINARY ?? "/usr/bin/chromium";
export const FIREFOX = FIREFOX_BINARY ?? "/usr/bin/firefox-esr";
