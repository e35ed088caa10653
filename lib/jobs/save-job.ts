import { and, eq, sql } from "drizzle-orm";
import { jobs, jobVersions } from "#db/schema/jobs.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { userIdOf } from "#lib/platform/context.ts";
import { conflict, invalid } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
import { findProject } from "#lib/projects/find-project.ts";
import { findJob } from "./find-job.ts";
import { parseSpec } from "./parse-spec.ts";
import { SaveJobInput } from "./schema.ts";

/** Creates a job, or a new version of one; `conflict` where the name is taken or somebody else saved meanwhile. */
export const saveJob = defineCommand({
  name: "job.save",
  input: SaveJobInput,
  permission: "job:write",
  target: async (ctx, { project, jobId }) => {
    const found = await findProject(ctx, project);
    const job = jobId ? await findJob(ctx, jobId) : undefined;
    // Another project's job under this project's name is as absent as one that never was.
    if (job && job.projectId !== found.projectId) throw invalid("job-of-other-project");
    return { projectId: found.projectId, job };
  },
  run: async ({ tx, actor, input, target }) => {
    const spec = parseSpec(input.type, input.spec);
    const createdBy = userIdOf(actor);
    const [same] = await tx
      .select({ id: jobs.id })
      .from(jobs)
      .where(and(eq(jobs.projectId, target.projectId), eq(jobs.name, input.name)));
    if (same && same.id !== target.job?.jobId) throw conflict("job-exists", { name: input.name });
    if (!target.job) {
      const [job] = await tx
        .insert(jobs)
        .values({ projectId: target.projectId, name: input.name, type: input.type })
        .returning({ id: jobs.id });
      const jobId = job?.id ?? "";
      const [first] = await tx
        .insert(jobVersions)
        .values({ jobId, number: 1, spec, createdBy })
        .returning({ id: jobVersions.id });
      return { jobId, versionId: first?.id ?? "", number: 1 };
    }
    const { jobId, versionNumber, rowVersion, type } = target.job;
    if (type !== input.type) throw invalid("job-type-fixed", {}, { type: says("field.new-job") });
    const updated = await tx
      .update(jobs)
      .set({ name: input.name, version: sql`${jobs.version} + 1` })
      .where(and(eq(jobs.id, jobId), eq(jobs.version, input.version ?? rowVersion)))
      .returning({ id: jobs.id });
    if (updated.length === 0) throw conflict("job-edited");
    const number = versionNumber + 1;
    const [next] = await tx
      .insert(jobVersions)
      .values({ jobId, number, spec, createdBy })
      .returning({ id: jobVersions.id });
    return { jobId, versionId: next?.id ?? "", number };
  },
  audit: (input, target, output) => ({
    jobId: output?.jobId ?? input.jobId,
    type: input.type,
    name: input.name,
    ...(output && {
      before: target?.job ? { name: target.job.name, version: target.job.versionNumber } : null,
      after: { name: input.name, version: output.number },
    }),
  }),
});
