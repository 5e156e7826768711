/** Texts in the person's language. */
import { effect, signal } from "@preact/signals";
import { english, type MessageKey, type Messages } from "./en";
import { simplifiedChinese } from "./zh-cn";

export type { MessageKey } from "./en";

/** The languages, each under its BCP 47 tag. */
export const LANGUAGES = { en: english, "zh-CN": simplifiedChinese } satisfies Record<
  string,
  Messages
>;

/** The tag of a language that the page speaks. */
export type Language = keyof typeof LANGUAGES;

/** The language in use. Whatever calls {@link t} while drawing is drawn again when it changes. */
export const language = signal<Language>(preferredLanguage(browserLanguages()));

effect(() => {
  if (typeof document !== "undefined") {
    document.documentElement.lang = language.value;
  }
});

/** Whether the page speaks it. */
export function isLanguage(tag: unknown): tag is Language {
  return typeof tag === "string" && Object.hasOwn(LANGUAGES, tag);
}

/** Changes the language. */
export function setLanguage(tag: Language): void {
  language.value = tag;
}

/** The best of our languages for somebody who reads these. */
export function preferredLanguage(tags: readonly string[]): Language {
  for (const tag of tags) {
    const primary = tag.toLowerCase().split("-")[0];
    if (primary === "zh") {
      return "zh-CN";
    }
    if (primary === "en") {
      return "en";
    }
  }
  return "en";
}

/** The text of a key, with `{name}` replaced by the value called so. */
export function t(key: MessageKey, values: Record<string, string | number> = {}): string {
  const text: string = LANGUAGES[language.value][key];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

function browserLanguages(): readonly string[] {
  return typeof navigator === "undefined" ? [] : (navigator.languages ?? [navigator.language]);
}

/** A time of day as `14:05:09`, the same in every language. */
export function clock(time: number): string {
  return new Date(time).toTimeString().slice(0, 8);
}

/** A time of day with thousandths: `14:05:09.123`. */
export function clockWithMs(time: number): string {
  return `${clock(time)}.${String(new Date(time).getMilliseconds()).padStart(3, "0")}`;
}
