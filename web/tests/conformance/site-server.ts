/** A site with pages, the SDK, and behind it the Cooee server, all of one origin. */
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { extname, join, normalize, resolve } from "node:path";
import { SDK, WEB } from "../harness/paths.ts";

const EXAMPLES = resolve(WEB, "../examples/web");
const BLANK = `<!doctype html>
  <link rel="icon" href="data:," />
  <script src="/sdk/cooee.umd.js"></script>`;
const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
};

/** A running site. */
export interface SiteServer {
  host: string;
  stop(): Promise<void>;
}

/** Serves the site; WebSockets go on to the Cooee server at a port of this machine. */
export async function serveSite(cooeePort: number): Promise<SiteServer> {
  const sockets = new Set<Socket>();
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://site").pathname);
    try {
      const content = await read(path);
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "text/plain" });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  server.on("connection", (socket) => sockets.add(socket));
  server.on("upgrade", (request, socket, head) => {
    const cooee = connect(cooeePort, "127.0.0.1");
    cooee.write(`${requestHead(request)}\r\n\r\n`);
    cooee.write(head);
    cooee.pipe(socket).pipe(cooee);
    cooee.on("error", () => socket.destroy());
    socket.on("error", () => cooee.destroy());
    sockets.add(cooee);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  const stop = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((stopped) => server.close(() => stopped()));
  };
  return { host: `127.0.0.1:${port}`, stop };
}

function read(path: string): Promise<string> | string {
  if (path === "/blank.html") return BLANK;
  if (path.startsWith("/sdk/")) return readFile(join(SDK, path.slice(5)), "utf8");
  return readFile(join(EXAMPLES, path), "utf8");
}

/** The request as it came. */
function requestHead({ method, url, rawHeaders }: IncomingMessage): string {
  const lines = [`${method} ${url} HTTP/1.1`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`);
  }
  return lines.join("\r\n");
}
