/** The console's state, made once. */
import { isLanguage, language, setLanguage } from "../../i18n";
import { Api } from "./api";
import { Confirmation } from "./confirmation";
import type { App } from "./generated";
import { Loaded } from "./loaded";
import { Session } from "./session";

const LANGUAGE_KEY = "cooee.console.language";

/** The HTTP API. */
export const api = new Api();
/** Who is signed in. */
export const session = new Session(api);
/** The projects. */
export const projects = new Loaded<App[]>(() => api.get("/apps"));
/** Questions before acts that cannot be taken back. */
export const confirmation = new Confirmation();

/** The language is all that the console remembers in the browser. */
export function rememberLanguage(): void {
  try {
    localStorage.setItem(LANGUAGE_KEY, language.peek());
  } catch {
    // Forbidden storage costs only the convenience.
  }
}

/** Takes up the language of the last time. */
export function recallLanguage(): void {
  try {
    const tag = localStorage.getItem(LANGUAGE_KEY);
    if (isLanguage(tag)) {
      setLanguage(tag);
    }
  } catch {
    // As above.
  }
}
