/** What the console shows. */
import type { LogConfig, LogLevel } from "./types";

const RANKS: Readonly<Record<LogLevel, number>> = {
  debug: 0,
  info: 1,
  warn: 2,
  error: 3,
  report: 4,
  disable: 5,
};

/** Writes to the console what the level lets through. Nothing leaves the page. */
export class Log {
  static #preset: LogLevel = "warn";
  #level: LogLevel = Log.#preset;
  #verbose = false;

  /** The level of logs that are made later. */
  static preset(config: LogConfig): boolean {
    const level = levelOf(config);
    if (level) Log.#preset = level;
    return level !== undefined;
  }

  /** Sets the level. Answers whether there is such a level. */
  configure(config: LogConfig): boolean {
    const level = levelOf(config);
    if (level) this.#level = level;
    return level !== undefined;
  }

  /** Whether everything is shown, whatever the level. */
  setVerbose(verbose: boolean): void {
    this.#verbose = verbose;
  }

  debug(...details: unknown[]): void {
    if (this.#shows("debug")) console.debug("[cooee]", ...details);
  }

  info(...details: unknown[]): void {
    if (this.#shows("info")) console.info("[cooee]", ...details);
  }

  warn(...details: unknown[]): void {
    if (this.#shows("warn")) console.warn("[cooee]", ...details);
  }

  error(...details: unknown[]): void {
    if (this.#shows("error")) console.error("[cooee]", ...details);
  }

  #shows(level: LogLevel): boolean {
    return this.#verbose || RANKS[level] >= RANKS[this.#level];
  }
}

function levelOf(config: LogConfig | undefined): LogLevel | undefined {
  const level = config?.logLevel ?? "warn";
  return level in RANKS ? level : undefined;
}
