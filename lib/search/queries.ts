import { and, desc, eq, ilike, isNull, or, sql } from "drizzle-orm";
import { clusters } from "#db/schema/clusters.ts";
import { jobs } from "#db/schema/jobs.ts";
import { projects } from "#db/schema/people.ts";
import { runs } from "#db/schema/runs.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { visibleProjects } from "#lib/projects/find-project.ts";
import { type Found, SearchInput } from "./schema.ts";

const each = 8;

/** Jobs and runs whose name or id has the words in it, of every project that the caller sees; the newest runs first, at most 8 of each. */
export const findAnything = defineQuery({
  name: "search.find",
  input: SearchInput,
  permission: "profile:read",
  target: async () => ({ projectId: null }),
  run: async ({ ctx, db, input }) => {
    const words = `%${input.text.replace(/[\\%_]/g, "\\$&")}%`;
    const [foundJobs, foundRuns] = await Promise.all([
      db
        .select({ id: jobs.id, project: projects.slug, label: jobs.name, detail: projects.name })
        .from(jobs)
        .innerJoin(projects, eq(projects.id, jobs.projectId))
        .where(and(visibleProjects(ctx, jobs.projectId), isNull(jobs.archivedAt), ilike(jobs.name, words)))
        .orderBy(jobs.name)
        .limit(each),
      db
        .select({
          id: runs.id,
          project: projects.slug,
          label: jobs.name,
          detail: sql<string>`${clusters.name} || ' · ' || right(${runs.id}::text, 8)`,
        })
        .from(runs)
        .innerJoin(jobs, eq(jobs.id, runs.jobId))
        .innerJoin(projects, eq(projects.id, runs.projectId))
        .innerJoin(clusters, eq(clusters.id, runs.clusterId))
        .where(
          and(visibleProjects(ctx, runs.projectId), or(ilike(jobs.name, words), sql`${runs.id}::text ilike ${words}`)),
        )
        .orderBy(desc(runs.id))
        .limit(each),
    ]);
    return [
      ...foundJobs.map((job): Found => ({ kind: "job", ...job })),
      ...foundRuns.map((run): Found => ({ kind: "run", ...run })),
    ];
  },
});
