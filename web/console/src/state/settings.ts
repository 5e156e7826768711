/** What the join form holds, and what of it is remembered on this computer. */
import { type Signal, signal } from "@preact/signals";
import { isLanguage, language, setLanguage } from "../i18n";
import type { Prefill } from "./fragment";

const STORAGE_KEY = "cooee.debug.settings";

/** The text fields that are remembered. The token is not among them: it is a secret. */
const REMEMBERED = ["app", "room", "user", "server", "stream", "microphone", "speaker"] as const;

type Remembered = (typeof REMEMBERED)[number];

/** A place for text, as `localStorage` is. */
export interface TextStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** The join form's values. */
export class Settings implements Record<Remembered | "token", Signal<string>> {
  readonly app = signal("");
  readonly room = signal("");
  readonly user = signal("");
  readonly token = signal("");
  /** Empty: the server that the page came from. */
  readonly server = signal("");
  /** Empty: made from the userID. */
  readonly stream = signal("");
  /** A device's ID; empty: the system's choice. */
  readonly microphone = signal("");
  readonly speaker = signal("");
  /** Whether joining publishes the microphone at once. */
  readonly publishOnJoin = signal(true);
  /** Whether streams are played as they appear. */
  readonly autoPlay = signal(true);

  readonly #store: TextStore | undefined;

  constructor(store: TextStore | undefined) {
    this.#store = store;
    this.#load();
  }

  /** Takes over what a link says; what it does not say stays. */
  apply(prefill: Prefill): void {
    for (const key of ["app", "room", "user", "token", "server"] as const) {
      const value = prefill[key];
      if (value !== undefined) {
        this[key].value = value;
      }
    }
    if (isLanguage(prefill.lang)) {
      setLanguage(prefill.lang);
    }
  }

  /** Writes down everything but the token. */
  remember(): void {
    const values: Record<string, string | boolean> = {
      publishOnJoin: this.publishOnJoin.value,
      autoPlay: this.autoPlay.value,
      lang: language.value,
    };
    for (const key of REMEMBERED) {
      values[key] = this[key].value;
    }
    try {
      this.#store?.setItem(STORAGE_KEY, JSON.stringify(values));
    } catch {
      // Full or forbidden storage costs only the convenience.
    }
  }

  #load(): void {
    const values = this.#read();
    for (const key of REMEMBERED) {
      const value = values[key];
      if (typeof value === "string") {
        this[key].value = value;
      }
    }
    for (const key of ["publishOnJoin", "autoPlay"] as const) {
      const value = values[key];
      if (typeof value === "boolean") {
        this[key].value = value;
      }
    }
    const { lang } = values;
    if (isLanguage(lang)) {
      setLanguage(lang);
    }
  }

  #read(): Record<string, unknown> {
    try {
      const values: unknown = JSON.parse(this.#store?.getItem(STORAGE_KEY) ?? "{}");
      return typeof values === "object" && values !== null ? { ...values } : {};
    } catch {
      return {};
    }
  }
}
