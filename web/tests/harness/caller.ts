/** A page with the SDK in it, driven by a test. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { PublishOptions } from "../../sdk/src/index.ts";
import type { Fired, Outcome } from "../page/caller.ts";
import type { Look } from "../page/pictures.ts";
import type { Heard } from "../page/tap.ts";
import type { App, Server } from "./server.ts";
import { until } from "./until.ts";
import type { Sound } from "./wav.ts";

/** What both Playwright's and Puppeteer's pages can. */
export interface Evaluates {
  evaluate<R, A>(run: (argument: A) => R | Promise<R>, argument: A): Promise<R>;
}

/** The microphone as it is: noise suppression would change what is compared. */
export const AUDIO = {
  camera: { video: false, audio: { ANS: false, AGC: false, AEC: false } },
};

/** Where a caller logs in, and as whom. */
export interface Identity {
  server: Server;
  app: App;
  user: string;
}

/** One engine in one page. */
export class Caller {
  constructor(
    readonly page: Evaluates,
    readonly identity: Identity,
  ) {}

  /** Makes the engine of a page that shows `page/index.html`. */
  static async create(page: Evaluates, identity: Identity, url?: string): Promise<Caller> {
    const { server, app } = identity;
    await page.evaluate(([appID, at]) => window.caller.create(appID, at), [
      app.id,
      url ?? server.url,
    ] as const);
    return new Caller(page, identity);
  }

  /** The user's own stream. */
  get stream(): string {
    return `${this.identity.user}-main`;
  }

  /** Logs in, with a fresh token unless one is given. */
  async login(
    room: string,
    token?: string,
    config: object = { userUpdate: true },
  ): Promise<Outcome> {
    const { server, app, user } = this.identity;
    const good = token ?? (await server.token(app, user));
    return this.call("loginRoom", room, good, { userID: user, userName: `${user} 名` }, config);
  }

  /** Logs in and publishes the microphone. */
  async join(room: string): Promise<void> {
    expect(await this.login(room)).toEqual({ value: true });
    await this.publish();
  }

  /** Publishes the microphone, and waits until it is published. */
  async publish(
    stream = this.stream,
    options: object = AUDIO,
    publishing: PublishOptions = {},
  ): Promise<void> {
    const outcome = await this.startPublishing(stream, options, publishing);
    expect(outcome).toEqual({ value: true });
    await this.published(stream);
  }

  startPublishing(
    stream = this.stream,
    options: object = AUDIO,
    publishing: PublishOptions = {},
  ): Promise<Outcome> {
    return this.page.evaluate(([id, wanted, how]) => window.caller.publish(id, wanted, how), [
      stream,
      options,
      publishing,
    ] as const);
  }

  /** Publishes a tone, and waits until it is published. */
  async publishTone(stream: string, hertz: number): Promise<void> {
    const outcome = await this.page.evaluate(
      ([id, frequency]) => window.caller.publishTone(id, frequency),
      [stream, hertz] as const,
    );
    expect(outcome).toEqual({ value: true });
    await this.published(stream);
  }

  /** Publishes a picture of one colour, and waits until it is published. */
  async publishPaint(
    stream: string,
    colour: string,
    publishing: PublishOptions = {},
  ): Promise<void> {
    const outcome = await this.page.evaluate(
      ([id, paint, how]) => window.caller.publishPaint(id, paint, how),
      [stream, colour, publishing] as const,
    );
    expect(outcome).toEqual({ value: true });
    await this.published(stream);
  }

  /** Waits until the view of a played stream shows what is wanted. */
  shows(stream: string, wanted: (look: Look) => boolean = () => true): Promise<Look> {
    let last: Look | undefined;
    return until(`${this.identity.user} sees ${stream}`, async () => {
      last = await this.page.evaluate((id) => window.caller.shown(id), stream);
      return last && wanted(last) ? last : undefined;
    }).catch((error) => {
      throw new Error(`${error}; the last picture was ${JSON.stringify(last)}`);
    });
  }

  /** Waits until a stream is published. */
  published(stream = this.stream): Promise<Fired> {
    return this.saw(
      "publisherStateUpdate",
      ([it]) => it.streamID === stream && it.state === "PUBLISHING",
    );
  }

  unpublish(stream = this.stream): Promise<Outcome> {
    return this.page.evaluate((id) => window.caller.unpublish(id), stream);
  }

  /** Plays a stream, and waits until its MediaStream is there. */
  async play(stream: string): Promise<void> {
    const outcome = await this.page.evaluate((id) => window.caller.play(id), stream);
    expect(outcome).toEqual({ value: 1 });
  }

  /** What is heard of a played stream, once there is anything. */
  async hear(stream: string, seconds = 3): Promise<Sound> {
    await until(`${this.identity.user} hears ${stream}`, () => this.firstSound(stream));
    const { pcm, sampleRate }: Heard = await this.page.evaluate(
      ([id, length]) => window.caller.hear(id, length),
      [stream, seconds] as const,
    );
    const bytes = Buffer.from(pcm, "base64");
    const samples = new Float32Array(bytes.length / 2);
    samples.forEach((_, index) => {
      samples[index] = bytes.readInt16LE(2 * index) / 32768;
    });
    return { samples, sampleRate };
  }

  /** When a played stream was heard for the first time, by the page's clock. */
  firstSound(stream: string): Promise<number> {
    return this.page.evaluate((id) => window.caller.firstSound(id), stream);
  }

  /** Calls a member of the engine. */
  call(member: string, ...args: unknown[]): Promise<Outcome> {
    return this.page.evaluate(([name, values]) => window.caller.call(name, values), [
      member,
      args,
    ] as const);
  }

  /** The users and streams of others that its events tell of. */
  async others(): Promise<{ users: string[]; streams: string[] }> {
    const fired = await this.fired();
    return {
      users: present(fired, "roomUserUpdate", "userID"),
      streams: present(fired, "roomStreamUpdate", "streamID"),
    };
  }

  /** Waits until its events tell of exactly these users and streams of others. */
  async seesOnly(users: string[], streams: string[]): Promise<void> {
    const wanted = JSON.stringify({ users: [...users].sort(), streams: [...streams].sort() });
    await until(`${this.identity.user} sees ${wanted}`, async () => {
      return JSON.stringify(await this.others()) === wanted;
    });
  }

  fired(): Promise<Fired[]> {
    return this.page.evaluate(() => window.caller.fired(), undefined);
  }

  /** The first event of a name whose arguments are as wanted, however long ago it came. */
  async saw(name: string, wanted: (args: Fired["args"]) => boolean = () => true): Promise<Fired> {
    let seen: Fired[] = [];
    try {
      return await until(name, async () => {
        seen = (await this.fired()).filter((event) => event.name === name);
        return seen.find((event) => wanted(event.args));
      });
    } catch (error) {
      throw new Error(`${this.identity.user}: ${error}; there were ${JSON.stringify(seen)}`);
    }
  }
}

/** What came and did not go, of one kind of update. */
function present(fired: Fired[], name: string, id: string): string[] {
  const there = new Set<string>();
  for (const { args } of fired.filter((event) => event.name === name)) {
    for (const entry of args[2]) {
      if (args[1] === "ADD") there.add(entry[id]);
      else there.delete(entry[id]);
    }
  }
  return [...there].sort();
}

/** Shows `page/index.html` in a page. */
export async function showCaller(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForFunction(() => "caller" in window);
}
