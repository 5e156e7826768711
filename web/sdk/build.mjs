/**
 * Builds the SDK into `web/dist/sdk`: `cooee.js` (a module), `cooee.umd.js` (for a script tag) and
 * `cooee.d.ts`, and prints what they weigh.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, transformWithEsbuild } from "vite";

const MOST_GZIP_BYTES = 60 * 1024;
const TARGET = "es2022";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../dist/sdk");

/** Vite leaves modules for bundlers unminified; browsers load this one as it is. */
const minifyModule = {
  name: "minify-module",
  async generateBundle({ format }, bundle) {
    if (format !== "es") return;
    for (const chunk of Object.values(bundle)) {
      const minified = { minify: true, target: TARGET, sourcemap: false };
      chunk.code = (await transformWithEsbuild(chunk.code, chunk.fileName, minified)).code;
    }
  },
};

await build({
  root: here,
  configFile: false,
  logLevel: "warn",
  plugins: [minifyModule],
  build: {
    target: TARGET,
    outDir: target,
    emptyOutDir: true,
    minify: "esbuild",
    lib: {
      entry: join(here, "src/index.ts"),
      formats: ["es", "umd"],
      // With no module loader, every export becomes a member of the global object.
      name: "globalThis",
      fileName: (format) => (format === "es" ? "cooee.js" : "cooee.umd.js"),
    },
    rollupOptions: { output: { extend: true, esModule: false, generatedCode: { symbols: false } } },
  },
});

const bundler = createRequire(import.meta.url).resolve(
  "dts-bundle-generator/dist/bin/dts-bundle-generator.js",
);
const declarations = join(target, "cooee.d.ts");
const bundled = ["--silent", "--no-banner", "--project", join(here, "tsconfig.json")];
execFileSync(
  process.execPath,
  [bundler, ...bundled, "--out-file", declarations, join(here, "src/index.ts")],
  { stdio: "inherit" },
);
writeFileSync(
  declarations,
  `/** The types of cooee.js and cooee.umd.js. */\n${readFileSync(declarations, "utf8")}`,
);

let heavy = false;
for (const file of ["cooee.js", "cooee.umd.js"]) {
  const raw = readFileSync(join(target, file));
  const gzip = gzipSync(raw, { level: 9 }).length;
  heavy ||= gzip > MOST_GZIP_BYTES;
  console.log(`${file.padEnd(14)} ${kib(raw.length)} raw, ${kib(gzip)} gzip`);
}
if (heavy) {
  console.error(`More than ${kib(MOST_GZIP_BYTES)} gzip.`);
  process.exitCode = 1;
}

function kib(bytes) {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}
