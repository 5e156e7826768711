/** The WebSocket to the server. */
import { SUBPROTOCOL } from "../protocol/generated";

/** Told what happens to a socket; never after it was closed from here. */
export interface SocketListener {
  opened(): void;
  text(text: string): void;
  closed(reason: string): void;
}

/** One WebSocket, from opening to end. */
export class Socket {
  readonly #socket: WebSocket | undefined;
  #listener: SocketListener | undefined;

  constructor(url: string, listener: SocketListener) {
    this.#listener = listener;
    let socket: WebSocket;
    try {
      socket = new WebSocket(url, SUBPROTOCOL);
    } catch (cause) {
      // A page over https may not open ws: that throws at once.
      queueMicrotask(() => this.#end(String(cause)));
      return;
    }
    this.#socket = socket;
    socket.onopen = () => this.#listener?.opened();
    socket.onmessage = ({ data }) => {
      if (typeof data === "string") this.#listener?.text(data);
    };
    socket.onclose = ({ code, reason }) => {
      this.#end(reason === "" ? `the WebSocket closed with ${code}` : reason);
    };
  }

  /** Sends a text. */
  send(text: string): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  /** Closes it after what was sent, and tells nothing more. */
  close(): void {
    this.#listener = undefined;
    this.#socket?.close();
  }

  #end(reason: string): void {
    const listener = this.#listener;
    this.#listener = undefined;
    listener?.closed(reason);
  }
}
