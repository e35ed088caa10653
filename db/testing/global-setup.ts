import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "../embedded-postgres.ts";
import { migrateDatabase } from "../migrate.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Connection string with `%s` for the database's name. */
    postgres: string;
  }
}

export const template = "slipway_template";

/** One PostgreSQL for the test run, with a migrated database that every test file clones. */
export default async function setup(project: TestProject) {
  const folder = mkdtempSync(path.join(tmpdir(), "slipway-test-"));
  // PostgreSQL runs as a user of its own where the tests run as root.
  chmodSync(folder, 0o755);
  const server = await startEmbeddedPostgres(folder, { flags: ["fsync=off", "max_connections=200"] });
  await server.createDatabase(template);
  await migrateDatabase(server.url(template));
  project.provide("postgres", server.url("%s"));
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
