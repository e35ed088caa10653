import { eq, sql } from "drizzle-orm";
import { users } from "#db/schema/people.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { refused } from "#lib/platform/errors.ts";
import { findUser, requireSomebodyElse } from "./find-user.ts";
import { SamePersonInput, UserInput } from "./schema.ts";

/**
 * Says that two accounts are one person's, with all that were said to be the first one's before: from then on neither decides what the
 * other asks for. Each keeps its own grants.
 */
export const samePerson = defineCommand({
  name: "user.same-person",
  input: SamePersonInput,
  permission: "user:write",
  target: async (ctx, { userId, otherUserId }) => {
    const [user, other] = await Promise.all([findUser(ctx, userId), findUser(ctx, otherUserId)]);
    return { ...user, other };
  },
  run: async ({ tx, target: { userId, personId, other } }) => {
    if (userId === other.userId) throw refused("one-account");
    await tx.update(users).set({ personId: other.personId }).where(eq(users.personId, personId));
    return { userId };
  },
  audit: ({ userId, otherUserId }, target) => ({
    userId,
    login: target?.login,
    otherUserId,
    otherLogin: target?.other.login,
  }),
});

/** Takes that back for one account: it is a person of its own again. Nobody parts the accounts of their own. */
export const otherPerson = defineCommand({
  name: "user.other-person",
  input: UserInput,
  permission: "user:write",
  target: (ctx, { userId }) => findUser(ctx, userId),
  run: async ({ tx, actor, target }) => {
    await requireSomebodyElse(tx, actor, target);
    await tx.update(users).set({ personId: sql`uuidv7()` }).where(eq(users.id, target.userId));
    return { userId: target.userId };
  },
  audit: ({ userId }, target) => ({ userId, login: target?.login }),
});
