import { describe, expect, it } from "vitest";
import { Api, Refusal } from "../../src/operator/state/api";
import { Session } from "../../src/operator/state/session";

/** A server that answers in turn, and keeps what it was asked. */
function fakeServer(...answers: [number, unknown][]) {
  const asked: { path: string; init: RequestInit }[] = [];
  const api = new Api(async (path, init) => {
    asked.push({ path, init });
    const [status, body] = answers.shift() ?? [500, {}];
    return new Response(status === 204 ? null : JSON.stringify(body), { status });
  });
  return { api, asked, session: new Session(api) };
}

const header = (init: RequestInit | undefined, name: string) =>
  new Headers(init?.headers).get(name);
const SIGNED_IN = { state: "signed_in", csrf_token: "c1", expires_ms: 1 };
const SIGNED_OUT = { code: 401, name: "signed_out", message: "m", hint: "h" };

describe("the session", () => {
  it("sends its CSRF token with what changes something, and with nothing else", async () => {
    const { api, asked, session } = fakeServer([200, SIGNED_IN], [200, []], [201, {}]);
    await session.refresh();
    expect(session.state.value).toBe("signed_in");
    await api.get("/apps");
    await api.post("/apps", { name: "n" });
    expect(asked.map(({ init }) => header(init, "X-CSRF-Token"))).toEqual([null, null, "c1"]);
    expect(asked[2]?.path).toBe("/api/v1/apps");
    expect(asked[2]?.init.body).toBe('{"name":"n"}');
  });

  it("expires when the server says so, and is whole again after another sign-in", async () => {
    const again = { ...SIGNED_IN, csrf_token: "c2" };
    const { api, session } = fakeServer([200, SIGNED_IN], [401, SIGNED_OUT], [200, again]);
    await session.refresh();
    await expect(api.get("/apps")).rejects.toMatchObject({ name: "signed_out", status: 401 });
    expect(session.state.value).toBe("signed_out");
    expect(session.expired.value).toBe(true);
    expect(api.csrfToken).toBe("");
    await session.signIn("secret");
    expect(session.state.value).toBe("signed_in");
    expect(session.expired.value).toBe(false);
    expect(api.csrfToken).toBe("c2");
  });

  it("does not call a sign-out an expiry", async () => {
    const { session } = fakeServer([200, SIGNED_IN], [204, undefined]);
    await session.refresh();
    await session.signOut();
    expect(session.state.value).toBe("signed_out");
    expect(session.expired.value).toBe(false);
  });

  it("forgets the set-up code once it was used", async () => {
    const { asked, session } = fakeServer([200, SIGNED_IN]);
    session.setupCode.value = " code ";
    await session.setUp("a password that is long");
    expect(asked[0]?.init.body).toBe('{"setup_code":"code","password":"a password that is long"}');
    expect(session.setupCode.value).toBe("");
  });

  it("keeps the code when the server refuses", async () => {
    const refusal = { code: 401, name: "wrong_setup_code", message: "m", hint: "h" };
    const { session } = fakeServer([401, refusal]);
    session.setupCode.value = "code";
    await expect(session.setUp("a password that is long")).rejects.toBeInstanceOf(Refusal);
    expect(session.setupCode.value).toBe("code");
    expect(session.state.value).toBe("unknown");
  });

  it("says that the server is not there, but not to somebody who is signed in", async () => {
    let isUp = true;
    const api = new Api(async () => {
      if (!isUp) {
        throw new TypeError("failed to fetch");
      }
      return Response.json(SIGNED_IN);
    });
    const session = new Session(api);
    isUp = false;
    await session.refresh();
    expect(session.state.value).toBe("unreachable");
    isUp = true;
    await session.refresh();
    isUp = false;
    await session.refresh();
    expect(session.state.value).toBe("signed_in");
  });
});

describe("an answer that is not the server's", () => {
  it("is a refusal with its status", async () => {
    const api = new Api(async () => new Response("<html>", { status: 502 }));
    await expect(api.get("/apps")).rejects.toMatchObject({
      status: 502,
      name: "unexpected",
      message: "HTTP 502",
    });
  });
});
