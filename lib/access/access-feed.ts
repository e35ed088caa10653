import { sql } from "drizzle-orm";
import type { Connection, Transaction } from "#db/client.ts";

/** Says, when and only if the transaction commits, that what people may do has changed. */
export const notifyAccess = (tx: Transaction) => tx.execute(sql`select pg_notify('slipway_access', '')`);

type Feed = { listeners: Set<() => void>; started?: Promise<unknown> };

// Development reloads modules; the listening connection must not multiply with them.
const shared = globalThis as typeof globalThis & { slipwayAccessFeed?: Feed };

function feed(): Feed {
  shared.slipwayAccessFeed ??= { listeners: new Set() };
  return shared.slipwayAccessFeed;
}

/** Calls `listener` whenever what people may do has changed, and after the connection was away. Returns how to stop. */
export async function watchAccess(connection: Connection, listener: () => void): Promise<() => void> {
  const state = feed();
  const tell = () => {
    for (const each of [...state.listeners]) each();
  };
  state.started ??= connection.sql.listen("slipway_access", tell, tell).catch((error: unknown) => {
    delete state.started;
    throw error;
  });
  await state.started;
  state.listeners.add(listener);
  return () => void state.listeners.delete(listener);
}
