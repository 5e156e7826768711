import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{conformance,test}/**/*.test.ts"],
    globalSetup: "./harness/global-setup.ts",
    pool: "forks",
    // Most of the time is spent listening; more at once would disturb the audio's timing.
    poolOptions: { forks: { minForks: 1, maxForks: 2 } },
    // Limits for what hangs, never waits.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
  },
});
