import { type Connection, connectDatabase } from "#db/client.ts";
import { env } from "./env.ts";

// Development reloads modules; the pool must outlive them, or every reload would leave one behind.
const shared = globalThis as typeof globalThis & { slipwayDatabase?: Connection };

/** The process's one pool of database connections, opened when first asked for. */
export function database(): Connection {
  shared.slipwayDatabase ??= connectDatabase(env().DATABASE_URL, { max: env().DATABASE_POOL, name: "slipway-web" });
  return shared.slipwayDatabase;
}
