import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { inject } from "vitest";
import { type Connection, connectDatabase } from "../client.ts";
import { template } from "./global-setup.ts";

export type TestDatabase = Connection & { url: string; drop(): Promise<void> };

/**
 * A migrated database of this test file's own, cloned from the template. Sets the environment
 * that the code under test reads, so it comes before anything that asks for it.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  const url = inject("postgres").replace("%s", name);
  const server = postgres(inject("postgres").replace("%s", "postgres"), { max: 1, onnotice: () => {} });
  // Two files may clone at once; PostgreSQL allows one at a time.
  await server`select pg_advisory_lock(1)`;
  await server.unsafe(`create database ${name} template ${template}`);
  await server`select pg_advisory_unlock(1)`;
  process.env.DATABASE_URL = url;
  process.env.SLIPWAY_URL ??= "http://localhost:7300";
  process.env.SLIPWAY_SESSION_SECRET ??= randomBytes(24).toString("hex");
  process.env.SLIPWAY_ENCRYPTION_KEYS ??= `test:${randomBytes(32).toString("base64")}`;
  process.env.LOG_LEVEL ??= "silent";
  const connection = connectDatabase(url, { max: 5, name: "test" });
  return {
    ...connection,
    url,
    async drop() {
      await connection.end();
      await server.unsafe(`drop database if exists ${name} with (force)`);
      await server.end();
    },
  };
}
