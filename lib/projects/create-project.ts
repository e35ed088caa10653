import { projects } from "#db/schema/people.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { conflict } from "#lib/platform/errors.ts";
import { CreateProjectInput } from "./schema.ts";

/** Creates a project; `conflict` where the slug is taken. */
export const createProject = defineCommand({
  name: "project.create",
  input: CreateProjectInput,
  permission: "project:write",
  target: async () => ({ projectId: null }),
  run: async ({ tx, input }) => {
    const [project] = await tx.insert(projects).values(input).onConflictDoNothing().returning({ id: projects.id });
    if (!project) throw conflict("project-exists", { slug: input.slug });
    return project;
  },
  audit: (input) => ({ slug: input.slug, name: input.name }),
});
