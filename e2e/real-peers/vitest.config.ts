import { defineConfig } from "vitest/config";

/** Launches against the real peers. A project of its own: the ordinary ones match neither the file's name nor its needs. */
export default defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  test: {
    include: ["e2e/real-peers/*.real.ts", "e2e/live/{kill-worker,failures}.live.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // Most of the time is waiting for clusters: two worlds at once fit two cores.
    maxWorkers: 2,
  },
});
