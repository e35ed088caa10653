import { defineConfig } from "vitest/config";

const live = "**/*.live.test.ts";
const database = "**/*.db.test.ts";
/** The sandbox is on this machine, where Slipway otherwise connects to nothing. */
const env = { SLIPWAY_ALLOWED_ADDRESSES: "127.0.0.0/8" };
const elsewhere = ["**/node_modules/**", ".next/**", ".slipway/**", "e2e/specs/**", "**/*.real.test.ts"];

export default defineConfig({
  test: {
    projects: [
      { test: { name: "pure", include: ["**/*.test.ts", "**/*.test.tsx"], exclude: [...elsewhere, live, database] } },
      {
        test: {
          name: "database",
          include: [database],
          exclude: elsewhere,
          env,
          globalSetup: "db/testing/global-setup.ts",
          // Each test clones a database and some walk every command; a busy machine takes its time.
          testTimeout: 20_000,
          hookTimeout: 20_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "integration",
          include: [live],
          exclude: elsewhere,
          env,
          globalSetup: "db/testing/global-setup.ts",
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
