/** Whether the operator is signed in. */
import { signal } from "@preact/signals";
import type { Api } from "./api";
import type { Session as SessionAnswer } from "./generated";
import { asRefusal } from "./task";

/** What the page shows: nothing yet, one of the ways in, or the console. */
export type SessionState = "unknown" | "unreachable" | SessionAnswer["state"];

/** The operator's session. */
export class Session {
  readonly state = signal<SessionState>("unknown");
  /** Whether there was a session in this tab that the server ended. */
  readonly expired = signal(false);
  /** The code of the set-up link that this page was opened with. */
  readonly setupCode = signal("");

  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
    api.onSignedOut = () => this.#end(true);
  }

  /** Asks the server. */
  async refresh(): Promise<void> {
    try {
      const answer = await this.#api.get<SessionAnswer>("/session");
      if (answer.state === "signed_out" && this.state.peek() === "signed_in") {
        this.#end(true);
      } else {
        this.#take(answer);
      }
    } catch (error) {
      asRefusal(error);
      // Who is signed in keeps what he sees; the next request tells more.
      if (this.state.peek() !== "signed_in") {
        this.state.value = "unreachable";
      }
    }
  }

  /** Sets the first password. */
  async setUp(password: string): Promise<void> {
    const code = this.setupCode.peek().trim();
    this.#take(await this.#api.post("/setup", { setup_code: code, password }));
    this.setupCode.value = "";
  }

  /** Signs in. */
  async signIn(password: string): Promise<void> {
    this.#take(await this.#api.post("/session", { password }));
  }

  /** Signs out. */
  async signOut(): Promise<void> {
    await this.#api.delete("/session");
    this.#end(false);
  }

  /** Changes the password; all other sessions end. */
  async changePassword(old: string, password: string): Promise<void> {
    this.#take(await this.#api.put("/password", { old, new: password }));
  }

  #take(answer: SessionAnswer): void {
    this.#api.csrfToken = answer.csrf_token ?? "";
    this.state.value = answer.state;
    if (answer.state === "signed_in") {
      this.expired.value = false;
    }
  }

  #end(expired: boolean): void {
    this.#api.csrfToken = "";
    this.expired.value = expired && this.state.peek() === "signed_in";
    this.state.value = "signed_out";
  }
}
