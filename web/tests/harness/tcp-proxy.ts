/** A TCP connection through the test, so that the test can cut it. */
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Passes bytes on to a port of this machine until it is told not to. */
export class TcpProxy {
  port = 0;
  #sockets = new Set<Socket>();
  #open = true;
  readonly #server;

  constructor(target: number) {
    this.#server = createServer((near) => {
      if (!this.#open) return void near.destroy();
      const far = connect(target, "127.0.0.1");
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(socket);
        socket.pipe(other);
        socket.on("error", () => socket.destroy());
        socket.on("close", () => {
          this.#sockets.delete(socket);
          other.destroy();
        });
      }
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.port = (this.#server.address() as AddressInfo).port;
  }

  /** Breaks all connections and refuses further ones. */
  cut(): void {
    this.#open = false;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Lets connections through again. */
  mend(): void {
    this.#open = true;
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
