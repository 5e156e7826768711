const script = typeof document === "undefined" ? null : document.currentScript;

/** Where this SDK was loaded from: a script tag's address, or the module's own. */
export const SCRIPT_URL: string | undefined =
  script && "src" in script && script.src !== "" ? String(script.src) : import.meta.url;
