import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{conformance,test}/**/*.test.ts"],
    globalSetup: "./harness/global-setup.ts",
    // Browsers and servers share the machine: one file at a time keeps their audio in time.
    fileParallelism: false,
    pool: "forks",
    // Limits for what hangs, never waits.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
  },
});
