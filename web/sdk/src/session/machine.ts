/** What the parts of a session machine share: its state, and the ways to put something out. */
import type {
  ClientMessage,
  Error as ProtocolError,
  PublishChannel,
  Request,
  StreamId,
} from "../protocol/generated";
import type { Config, Event, Output, Reply } from "./io";
import type { Link } from "./link";
import { MediaPath } from "./media-path";
import type { Play } from "./play";
import type { Publication } from "./publication";
import { Random } from "./random";
import { Retry } from "./reconnect";
import { type Ending, type Purpose, Requests } from "./requests";
import type { Result } from "./server-message";
import type { Stay } from "./stay";
import { after } from "./time";

/** The state of a session. The functions of the other files take it as their first argument. */
export class Machine {
  readonly config: Config;
  readonly random: Random;
  readonly outputs: Output[] = [];
  /** The room that this engine is in, or logs in to. */
  stay: Stay | undefined;
  link: Link = { kind: "closed" };
  /** Lost links since the last one that held. */
  readonly linkRetry = new Retry();
  readonly requests = new Requests();
  path = new MediaPath();
  readonly publications = new Map<PublishChannel, Publication>();
  /** Extra infos set before their channel publishes. */
  readonly earlyExtraInfos = new Map<PublishChannel, string>();
  readonly plays = new Map<StreamId, Play>();
  /** What the server has to be told before anything else about streams. */
  endings: Ending[] = [];

  constructor(config: Config, seed: bigint) {
    this.config = config;
    this.random = new Random(seed);
  }

  get isConnected(): boolean {
    return this.stay?.phase.kind === "connected";
  }

  output(output: Output): void {
    this.outputs.push(output);
  }

  event(event: Event): void {
    this.output({ kind: "event", event });
  }

  /** Ends a call; a failure is a debug error too. */
  done(request: number, name: string, result: Result<Reply>): void {
    if ("error" in result) {
      this.debugError(name, result.error);
    }
    this.output({ kind: "done", request, result });
  }

  debugError(name: string, error: ProtocolError): void {
    this.event({ kind: "debugError", function: name, error });
  }

  /** Sends a request and waits for its answer as long as the configuration says. */
  ask(now: number, request: Request, purpose: Purpose): number {
    const id = this.requests.add(purpose, after(now, this.config.requestTimeoutMs));
    this.send(id, request);
    return id;
  }

  send(id: number, request: Request): void {
    const message: ClientMessage = { id, ...request };
    this.output({ kind: "sendText", text: JSON.stringify(message) });
  }
}
