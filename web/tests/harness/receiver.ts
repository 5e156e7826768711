/** A receiver of callbacks. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What a callback holds for its signature, among other fields. */
export interface Callback {
  event: string;
  signature: string;
  timestamp: number;
  nonce: string;
}

/** It keeps what is posted, and answers with {@link status}. */
export class Receiver {
  status = 200;
  readonly posted: Callback[] = [];

  private readonly server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += part;
    });
    request.on("end", () => {
      this.posted.push(JSON.parse(body));
      response.statusCode = this.status;
      response.end();
    });
  });

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    await new Promise<void>((done) => receiver.server.listen(0, "127.0.0.1", done));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/cooee`;
  }

  stop(): void {
    this.server.close();
  }
}
