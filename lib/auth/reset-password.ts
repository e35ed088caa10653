import { eq, sql } from "drizzle-orm";
import { users } from "#db/schema/people.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { refused } from "#lib/platform/errors.ts";
import { findUser } from "./find-user.ts";
import { hashPassword } from "./password.ts";
import { ResetPasswordInput, UserInput } from "./schema.ts";
import { offersLocalAccounts } from "./ways-in.ts";

const endSessions = { sessionsEnded: sql`${users.sessionsEnded} + 1` };

/** Gives a local account a new password; who is signed in to it, with the old one or otherwise, is signed out at their next request. */
export const resetPassword = defineCommand({
  name: "user.reset-password",
  input: ResetPasswordInput,
  permission: "user:write",
  target: (ctx, { userId }) => findUser(ctx, userId),
  prepare: async (_ctx, { password }, { isLocal, login }) => {
    if (!offersLocalAccounts()) throw refused("local-accounts-off");
    if (!isLocal) throw refused("password-elsewhere", { login });
    return hashPassword(password);
  },
  run: async ({ tx, target, prepared }) => {
    await tx
      .update(users)
      .set({ passwordHash: prepared, ...endSessions })
      .where(eq(users.id, target.userId));
    return { userId: target.userId };
  },
  audit: ({ userId }, target) => ({ userId, login: target?.login }),
});

/** Signs a user out everywhere, at their next request: for a lost laptop. They may sign in again. */
export const endUserSessions = defineCommand({
  name: "user.end-sessions",
  input: UserInput,
  permission: "user:write",
  target: (ctx, { userId }) => findUser(ctx, userId),
  run: async ({ tx, target }) => {
    await tx.update(users).set(endSessions).where(eq(users.id, target.userId));
    return { userId: target.userId };
  },
  audit: ({ userId }, target) => ({ userId, login: target?.login }),
});
