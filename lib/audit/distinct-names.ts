import { type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Database } from "#db/client.ts";
import { auditEvents } from "#db/schema/audit.ts";

/**
 * The different values of an indexed column, in order: one step in the index for each, however many rows there are.
 * https://wiki.postgresql.org/wiki/Loose_indexscan
 */
export async function distinctNames(db: Database, column: PgColumn, where: SQL = sql`true`): Promise<string[]> {
  const name = sql.identifier(column.name);
  const rows = await db.execute<{ name: string }>(sql`
    with recursive names as (
      (select ${name} as name from ${auditEvents} order by ${name} limit 1)
      union all
      select (select ${name} from ${auditEvents} where ${name} > names.name order by ${name} limit 1)
      from names where names.name is not null
    )
    select name from names where name is not null and ${where} order by name limit 5000`);
  return rows.map((row) => row.name);
}
