/** The pages of these tests and the built SDK, served on 127.0.0.1. */
import { readFile } from "node:fs/promises";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { transformWithEsbuild } from "vite";
import { PAGES, SDK } from "./paths.ts";

const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".ts": "text/javascript",
  ".map": "application/json",
};

/** Starts the server; a page of these tests is at its root. */
export async function servePages(): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://page").pathname);
    try {
      const content = await read(path);
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "text/html" }).end(content);
    } catch (error) {
      response.writeHead(404).end(`${error}`);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, stop: () => stop(server) };
}

async function read(path: string): Promise<string> {
  if (path.startsWith("/sdk/")) return readFile(join(SDK, path.slice(5)), "utf8");
  if (!path.startsWith("/page/")) return readFile(join(PAGES, "index.html"), "utf8");
  const file = join(PAGES, path.slice(6));
  const content = await readFile(file, "utf8");
  return file.endsWith(".ts") ? (await transformWithEsbuild(content, file)).code : content;
}

function stop(server: HttpServer): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
