import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{conformance,test}/**/*.test.ts"],
    globalSetup: "./harness/global-setup.ts",
    pool: "forks",
    // Browsers of two tests at once would disturb the timing of sound and pictures.
    poolOptions: { forks: { minForks: 1, maxForks: 1 } },
    // Limits for what hangs, never waits.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
  },
});
