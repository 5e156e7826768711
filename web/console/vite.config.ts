import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const sdk = (file: string) => fileURLToPath(new URL(`../sdk/src/${file}`, import.meta.url));

export default defineConfig({
  // The binary serves the page here.
  base: "/debug/",
  resolve: {
    alias: {
      "cooee-web/protocol": sdk("protocol/generated.ts"),
      "cooee-web": sdk("index.ts"),
    },
  },
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  build: {
    outDir: "../dist/console",
    emptyOutDir: true,
    target: "es2022",
    // Under a strict content security policy nothing may be inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
