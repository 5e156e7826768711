/** The operator of a server that has just been started, without a page. */
import type { Page } from "playwright-core";
import { DebugPage } from "./debug-page.ts";
import type { App, StartedServer } from "./server.ts";
import { emptyPage } from "./world.ts";

const PASSWORD = "correct horse battery";

/** A signed-in operator. */
export class Operator {
  private constructor(
    readonly url: string,
    /** What the session's cookie is, as `name=value`. */
    private readonly cookie: string,
    private readonly csrfToken: string,
  ) {}

  /** Sets the password with the code that the server printed. */
  static async of({ server, running }: StartedServer): Promise<Operator> {
    const [, setup_code = ""] = await running.wrote(/#setup=(\S+)/);
    const answer = await fetch(`${server.url}/api/v1/setup`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ setup_code, password: PASSWORD }),
    });
    const { csrf_token } = (await answer.json()) as { csrf_token: string };
    const cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
    return new Operator(server.url, cookie, csrf_token);
  }

  /** Makes a project. */
  async createProject(name: string, auth = "app_sign_and_token"): Promise<App> {
    const { app_id } = await this.#ask<{ app_id: number }>("POST", "/apps", { name, auth });
    const { server_secret } = await this.#ask<{ server_secret: string }>(
      "GET",
      `/apps/${app_id}/secrets`,
    );
    return { id: app_id, secret: server_secret };
  }

  /** A page of the console, signed in. */
  async open(address: string, options = {}): Promise<DebugPage> {
    const page: Page = await emptyPage("first", options);
    const [name = "", value = ""] = this.cookie.split("=");
    await page.context().addCookies([{ name, value, url: this.url }]);
    const console = DebugPage.of(page);
    await page.goto(`${this.url}/${address}`);
    await page.locator("h1").waitFor();
    return console;
  }

  async #ask<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        Cookie: this.cookie,
        "X-CSRF-Token": this.csrfToken,
        "Content-Type": "application/json",
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
    return (await answer.json()) as T;
  }
}
