import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { tables } from "./tables.ts";

export type Database = PostgresJsDatabase<typeof tables>;
/** The writable handle a command gets: a transaction that commits with its audit row or not at all. */
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

export type Connection = { db: Database; sql: postgres.Sql; end(): Promise<void> };

/** Opens a pool. Times are UTC; a statement that takes over 15 s is ended, so that no request hangs on the database. */
export function connectDatabase(url: string, options: { max: number; name: string }): Connection {
  const sql = postgres(url, {
    max: options.max,
    connection: {
      application_name: options.name,
      TimeZone: "UTC",
      statement_timeout: 15_000,
      idle_in_transaction_session_timeout: 15_000,
    },
    connect_timeout: 5,
    onnotice: () => {},
  });
  return { db: drizzle(sql, { schema: tables }), sql, end: () => sql.end({ timeout: 5 }) };
}
