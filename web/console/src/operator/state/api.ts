/** Requests to `/api/v1`. */
import type { Failure } from "../../state/failure";

/** Where the API is. */
export const API = "/api/v1";

/** A request that was refused, or never answered. */
export class Refusal extends Error implements Failure {
  constructor(
    /** The HTTP status; 0 where no answer came. */
    readonly status: number,
    /** A code of the Express reference, or the status. */
    readonly code: number,
    override readonly name: string,
    message: string,
    readonly hint: string,
  ) {
    super(message);
  }
}

/** What the API is reached with; `fetch` outside of tests. */
export type Fetch = (path: string, init: RequestInit) => Promise<Response>;

/** The API as the page uses it: with the browser's cookie and the session's CSRF token. */
export class Api {
  /** What goes along with each request that changes something. */
  csrfToken = "";
  /** Called when the server no longer knows the session. */
  onSignedOut: () => void = () => {};

  readonly #fetch: Fetch;
  /** How far the server's clock is ahead of this computer's. */
  #aheadMs = 0;

  constructor(fetcher: Fetch = (path, init) => fetch(path, init)) {
    this.#fetch = fetcher;
  }

  /** The server's clock, to the second, as far as an answer has told it. */
  now(): number {
    return Date.now() + this.#aheadMs;
  }

  /** Reads. */
  get<T>(path: string): Promise<T> {
    return this.#ask("GET", path);
  }

  /** Makes something, or does it. */
  post<T>(path: string, body?: object): Promise<T> {
    return this.#ask("POST", path, body);
  }

  /** Puts something in the place of what is there. */
  put<T>(path: string, body: object): Promise<T> {
    return this.#ask("PUT", path, body);
  }

  /** Changes a part. */
  patch<T>(path: string, body: object): Promise<T> {
    return this.#ask("PATCH", path, body);
  }

  /** Removes. */
  delete(path: string, body?: object): Promise<void> {
    return this.#ask("DELETE", path, body);
  }

  async #ask<T>(method: string, path: string, body?: object): Promise<T> {
    const headers: Record<string, string> = {};
    if (method !== "GET" && this.csrfToken) {
      headers["X-CSRF-Token"] = this.csrfToken;
    }
    if (body) {
      headers["Content-Type"] = "application/json";
    }
    const init: RequestInit = { method, headers, credentials: "same-origin", cache: "no-store" };
    if (body) {
      init.body = JSON.stringify(body);
    }
    // Browsers tell pages nothing about why.
    const answer = await this.#fetch(API + path, init).catch(() => {
      throw new Refusal(0, 0, "unreachable", "", "");
    });
    const served = Date.parse(answer.headers.get("date") ?? "");
    if (!Number.isNaN(served)) {
      this.#aheadMs = served - Date.now();
    }
    if (answer.ok) {
      return answer.status === 204 ? (undefined as T) : await answer.json();
    }
    const refusal = await refusalOf(answer);
    if (refusal.name === "signed_out") {
      this.onSignedOut();
    }
    throw refusal;
  }
}

/** The path of something whose parts may hold any character. */
export function path(...parts: (string | number)[]): string {
  return parts.map((part) => `/${encodeURIComponent(part)}`).join("");
}

/** What stands in the way of a proxy may answer in other shapes than the server does. */
async function refusalOf(answer: Response): Promise<Refusal> {
  const body: unknown = await answer.json().catch(() => undefined);
  const { code, name, message, hint } = (body ?? {}) as Record<string, unknown>;
  return new Refusal(
    answer.status,
    typeof code === "number" ? code : answer.status,
    typeof name === "string" ? name : "unexpected",
    typeof message === "string" ? message : `HTTP ${answer.status}`,
    typeof hint === "string" ? hint : "",
  );
}
