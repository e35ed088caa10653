import { and, asc, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { projectMembers, users } from "#db/schema/people.ts";
import type { ProjectRole } from "#lib/access/policy.ts";
import { searchIn } from "#lib/platform/page.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { findProject } from "./find-project.ts";
import { roleRank } from "./role-rank.ts";

/** At most this many: who looks for one person types more of their name. */
const most = 20;

/** Found by who adds members and by who asks what somebody may: people with an enabled account whose login or name has the words in it, and the strongest role that they have in the project by themselves, if only until it ended. */
export const searchUsers = defineQuery({
  name: "user.search",
  input: z.strictObject({ project: z.string(), search: z.string().max(200).default("") }),
  permission: "access:explain",
  target: (ctx, { project }) => findProject(ctx, project),
  run: ({ db, input, target }) => {
    const strongest = sql<ProjectRole | null>`(
      select ${projectMembers.role} from ${projectMembers}
      where ${projectMembers.userId} = ${users.id} and ${projectMembers.projectId} = ${target.projectId}
      order by ${roleRank(projectMembers.role)} desc limit 1)`;
    return db
      .select({ userId: users.id, login: users.login, name: users.name, role: strongest })
      .from(users)
      .where(and(isNull(users.disabledAt), searchIn(input.search, [users.login, users.name])))
      .orderBy(sql`lower(${users.login}) <> lower(${input.search.trim()})`, asc(users.login))
      .limit(most);
  },
});
