import { and, eq, inArray, or, type SQL, sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { auditEvents } from "#db/schema/audit.ts";
import { projects } from "#db/schema/people.ts";
import { distinctNames } from "./distinct-names.ts";
import type { AuditFilter } from "./schema.ts";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The `where` of a filter, so that an index answers every part of it by itself. */
export async function filterAudit(db: Database, filter: AuditFilter): Promise<SQL | undefined> {
  const { actor, action, outcome, project, fromDay, toDay, zone } = filter;
  return and(
    await searched(db, filter.search.trim()),
    actor === null ? undefined : eq(auditEvents.actorName, actor),
    action === null ? undefined : eq(auditEvents.action, action),
    outcome === null ? undefined : sql`outcome = ${sql.raw(outcome === "done" ? "'done'" : "'refused'")}`,
    project === null
      ? undefined
      : sql`${auditEvents.projectId} = (select ${projects.id} from ${projects} where ${projects.slug} = ${project})`,
    fromDay === null ? undefined : sql`${auditEvents.at} >= ${fromDay}::date::timestamp at time zone ${zone}`,
    toDay === null ? undefined : sql`${auditEvents.at} < (${toDay}::date + 1)::timestamp at time zone ${zone}`,
  );
}

async function searched(db: Database, text: string): Promise<SQL | undefined> {
  if (text === "") return undefined;
  if (uuid.test(text)) return eq(auditEvents.requestId, text.toLowerCase());
  const pattern = `%${text.replace(/[\\%_]/g, "\\$&")}%`;
  const names = await distinctNames(db, auditEvents.actorName, sql`name ilike ${pattern}`);
  return or(
    names.length > 0 ? inArray(auditEvents.actorName, names) : undefined,
    eq(auditEvents.address, text),
    eq(auditEvents.requestId, text),
  );
}
