import { sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { cloudAccounts, cloudResources } from "#db/schema/cloud.ts";
import { clusters, namespaces, serviceAccounts } from "#db/schema/clusters.ts";
import { jobs } from "#db/schema/jobs.ts";
import { projects, users } from "#db/schema/people.ts";
import { runs } from "#db/schema/runs.ts";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * What people call the things with these ids, as they are called now: a row of the trail may hold an id alone. A run is called by its job.
 * What is no id, or of nothing there is, is left out.
 */
export async function nameIds(db: Database, values: Iterable<unknown>): Promise<Record<string, string>> {
  const ids = [...new Set(values)].filter((value): value is string => typeof value === "string" && uuid.test(value));
  if (ids.length === 0) return {};
  const these = sql`(${sql.join(
    ids.map((id) => sql`${id}::uuid`),
    sql`, `,
  )})`;
  const rows = await db.execute<{ id: string; name: string }>(sql`
    select id, login as name from ${users} where id in ${these}
    union all select id, slug from ${projects} where id in ${these}
    union all select id, name from ${clusters} where id in ${these}
    union all select id, name from ${namespaces} where id in ${these}
    union all select id, name from ${serviceAccounts} where id in ${these}
    union all select id, name from ${cloudAccounts} where id in ${these}
    union all select id, name from ${cloudResources} where id in ${these}
    union all select id, name from ${jobs} where id in ${these}
    union all select run.id, job.name from ${runs} run join ${jobs} job on job.id = run.job_id where run.id in ${these}`);
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
}

/** Every value of a detail, however deep. */
export function* valuesOf(detail: unknown): Generator<unknown> {
  if (typeof detail !== "object" || detail === null) yield detail;
  else for (const inner of Object.values(detail)) yield* valuesOf(inner);
}
