import { eq } from "drizzle-orm";
import { users } from "#db/schema/people.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { findUser, requireAnotherAdmin, requireSomebodyElse } from "./find-user.ts";
import { SetPlatformRoleInput } from "./schema.ts";

/** Makes a user an admin, an auditor or a member: it holds at their next request. Nobody changes their own, and the last admin stays. */
export const setPlatformRole = defineCommand({
  name: "user.set-platform-role",
  input: SetPlatformRoleInput,
  permission: "user:write",
  target: (ctx, { userId }) => findUser(ctx, userId),
  run: async ({ tx, actor, input: { platformRole }, target }) => {
    await requireSomebodyElse(tx, actor, target);
    if (platformRole !== "admin") await requireAnotherAdmin(tx, target.userId);
    await tx.update(users).set({ platformRole }).where(eq(users.id, target.userId));
    return { userId: target.userId };
  },
  audit: ({ userId, platformRole }, target) => ({
    userId,
    login: target?.login,
    before: target && { platformRole: target.platformRole },
    after: { platformRole },
  }),
});
