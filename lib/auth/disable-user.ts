import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { users } from "#db/schema/people.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { findUser, requireAnotherAdmin, requireSomebodyElse } from "./find-user.ts";
import { UserInput } from "./schema.ts";

const disabled = (before: { disabledAt: Date | null } | undefined, after: boolean) => ({
  before: before && { disabled: before.disabledAt !== null },
  after: { disabled: after },
});

/**
 * Disables a user: no new sign-in, every session ends at its next request, and none comes back when they are enabled again. Nobody
 * disables themselves, and the last admin stays. Disabling twice is disabling once.
 */
export const disableUser = defineCommand({
  name: "user.disable",
  input: UserInput,
  permission: "user:write",
  target: (ctx, { userId }) => findUser(ctx, userId),
  run: async ({ tx, actor, target }) => {
    await requireSomebodyElse(tx, actor, target);
    await requireAnotherAdmin(tx, target.userId);
    await tx
      .update(users)
      .set({ disabledAt: sql`now()`, sessionsEnded: sql`${users.sessionsEnded} + 1` })
      .where(and(eq(users.id, target.userId), isNull(users.disabledAt)));
    return { userId: target.userId };
  },
  audit: ({ userId }, target) => ({ userId, login: target?.login, ...disabled(target, true) }),
});

/** Lets a disabled user sign in again, with the grants that have not ended meanwhile. Nobody enables an account of their own. */
export const enableUser = defineCommand({
  name: "user.enable",
  input: UserInput,
  permission: "user:write",
  target: (ctx, { userId }) => findUser(ctx, userId),
  run: async ({ tx, actor, target }) => {
    await requireSomebodyElse(tx, actor, target);
    await tx
      .update(users)
      .set({ disabledAt: null })
      .where(and(eq(users.id, target.userId), isNotNull(users.disabledAt)));
    return { userId: target.userId };
  },
  audit: ({ userId }, target) => ({ userId, login: target?.login, ...disabled(target, false) }),
});
