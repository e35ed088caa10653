import { and, eq, isNull, sql } from "drizzle-orm";
import { users } from "#db/schema/people.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { notFound, refused } from "#lib/platform/errors.ts";
import { DisableUserInput } from "./schema.ts";

/**
 * Disables a user: no new sign-in, and every live session ends at its next request. Nobody disables themselves, and the last admin
 * stays. Disabling twice is disabling once.
 */
export const disableUser = defineCommand({
  name: "user.disable",
  input: DisableUserInput,
  permission: "user:write",
  target: async (ctx, { userId }) => {
    const [user] = await ctx.db
      .select({ userId: users.id, login: users.login })
      .from(users)
      .where(eq(users.id, userId));
    if (!user) throw notFound("The user");
    return { projectId: null, ...user };
  },
  run: async ({ tx, actor, target }) => {
    if (actor.kind === "user" && actor.userId === target.userId)
      throw refused("Somebody else has to disable your own account");
    // Two admins who disable each other must not both succeed: the admins' rows are locked in one order.
    const admins = await tx
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.platformRole, "admin"), isNull(users.disabledAt)))
      .orderBy(users.id)
      .for("update");
    if (admins.length === 1 && admins[0]?.id === target.userId) throw refused("This is the last admin");
    await tx
      .update(users)
      .set({ disabledAt: sql`now()` })
      .where(and(eq(users.id, target.userId), isNull(users.disabledAt)));
    return { userId: target.userId };
  },
  audit: ({ userId }, target) => ({ userId, login: target?.login }),
});
