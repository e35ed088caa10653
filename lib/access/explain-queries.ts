import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { users } from "#db/schema/people.ts";
import { denied, notFound } from "#lib/platform/errors.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { findProject } from "#lib/projects/find-project.ts";
import { explainAccess } from "./explain-access.ts";
import { loadAccessFacts } from "./load-access-facts.ts";
import { can } from "./policy.ts";

/** Why somebody may and may not, in a project: oneself, or for its owners, auditors and admins anybody. */
export const explainAccessOf = defineQuery({
  name: "access.explain",
  input: z.strictObject({ project: z.string(), user: z.string().max(200).optional() }),
  permission: "access:read",
  target: (ctx, { project }) => findProject(ctx, project),
  run: async ({ ctx, db, input, target }) => {
    const own = ctx.actor.kind === "user" ? ctx.actor.login : "";
    const login = input.user ?? own;
    const mayAskOfOthers = can(ctx.grants, "access:explain", target);
    if (login !== own && !mayAskOfOthers)
      throw denied(
        "others-access",
        {},
        {
          kind: "project-role",
          projectId: target.projectId,
          role: "owner",
        },
      );
    const [user] = await db
      .select({ id: users.id, login: users.login, isDisabled: sql<boolean>`${users.disabledAt} is not null` })
      .from(users)
      .where(eq(sql`lower(${users.login})`, login.toLowerCase()));
    if (!user) throw notFound("no-user-named", { login });
    const { facts, closedNamespaces } = await loadAccessFacts(db, target, user);
    const isSelf = user.login === own;
    return {
      login: user.login,
      isSelf,
      mayAskOfOthers,
      /** Whether the caller may ask for what they are told they miss. */
      mayRequest: isSelf && can(ctx.grants, "access:ask", target),
      closedNamespaces,
      ...explainAccess(facts),
    };
  },
});
