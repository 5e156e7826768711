import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** Where `npm run dev` finds a running server. */
const { COOEE_URL: SERVER = "http://localhost:7870" } = process.env;

const page = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const sdk = (file: string) => fileURLToPath(new URL(`../sdk/src/${file}`, import.meta.url));

export default defineConfig({
  // The binary serves the console here, and the debug page at /debug.
  base: "/",
  resolve: {
    alias: {
      "cooee-web/protocol": sdk("protocol/generated.ts"),
      "cooee-web": sdk("index.ts"),
    },
  },
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  server: { proxy: { "/api": SERVER } },
  build: {
    outDir: "../dist/console",
    emptyOutDir: true,
    target: "es2022",
    // Under a strict content security policy nothing may be inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: { console: page("index.html"), debug: page("debug.html") } },
  },
});
