import { defineConfig } from "vitest/config";

/** Launches against the real peers. A project of its own: the ordinary ones match neither the file's name nor its needs. */
export default defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  test: {
    include: ["e2e/real-peers/*.real.ts", "e2e/live/*.live.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    maxWorkers: 1,
  },
});
