import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { projectMembers, users } from "#db/schema/people.ts";
import { searchIn } from "#lib/platform/page.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { findProject } from "./find-project.ts";

/** At most this many: who looks for one person types more of their name. */
const most = 20;

/** People with an enabled account whose login or name has the words in it, and the role of their own that they have in the project. */
export const searchUsers = defineQuery({
  name: "user.search",
  input: z.strictObject({ project: z.string(), search: z.string().max(200).default("") }),
  permission: "member:write",
  target: (ctx, { project }) => findProject(ctx, project),
  run: ({ db, input, target }) =>
    db
      .select({ userId: users.id, login: users.login, name: users.name, role: projectMembers.role })
      .from(users)
      .leftJoin(
        projectMembers,
        and(eq(projectMembers.userId, users.id), eq(projectMembers.projectId, target.projectId)),
      )
      .where(and(isNull(users.disabledAt), searchIn(input.search, [users.login, users.name])))
      .orderBy(sql`lower(${users.login}) <> lower(${input.search.trim()})`, asc(users.login))
      .limit(most),
});
