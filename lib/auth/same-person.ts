import { eq, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { users } from "#db/schema/people.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { refused } from "#lib/platform/errors.ts";
import { findUser, requireSomebodyElse } from "./find-user.ts";
import { SamePersonInput, UserInput } from "./schema.ts";

/** The sign-in names of all accounts that are said to be one person's. */
async function accountsOf(tx: Transaction, personId: string) {
  const known = await tx
    .select({ login: users.login })
    .from(users)
    .where(eq(users.personId, personId))
    .orderBy(users.login);
  return { accounts: known.map(({ login }) => login) };
}

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
    const before = await accountsOf(tx, personId);
    await tx.update(users).set({ personId: other.personId }).where(eq(users.personId, personId));
    return { userId, before, after: await accountsOf(tx, other.personId) };
  },
  audit: ({ userId, otherUserId }, target, output) => ({
    userId,
    login: target?.login,
    otherUserId,
    otherLogin: target?.other.login,
    ...(output && { before: output.before, after: output.after }),
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
    const before = await accountsOf(tx, target.personId);
    await tx.update(users).set({ personId: sql`uuidv7()` }).where(eq(users.id, target.userId));
    return { userId: target.userId, before, after: { accounts: [target.login] } };
  },
  audit: ({ userId }, target, output) => ({
    userId,
    login: target?.login,
    ...(output && { before: output.before, after: output.after }),
  }),
});
