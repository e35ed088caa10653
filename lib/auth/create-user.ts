import { users } from "#db/schema/people.ts";
import { defineCommand } from "#lib/platform/command.ts";
import { conflict, refused } from "#lib/platform/errors.ts";
import { hashPassword } from "./password.ts";
import { CreateUserInput } from "./schema.ts";
import { offersLocalAccounts } from "./ways-in.ts";

/** Creates a user, with a password for a local account; `conflict` where the login is taken, in whatever case. */
export const createUser = defineCommand({
  name: "user.create",
  input: CreateUserInput,
  permission: "user:write",
  target: async () => ({ projectId: null }),
  prepare: async (_ctx, { password }) => {
    if (password && !offersLocalAccounts()) throw refused("local-accounts-off");
    return { passwordHash: password ? await hashPassword(password) : null };
  },
  run: async ({ tx, input: { login, name, platformRole }, prepared }) => {
    const [user] = await tx
      .insert(users)
      .values({ login, name, platformRole, passwordHash: prepared.passwordHash })
      .onConflictDoNothing()
      .returning({ userId: users.id });
    if (!user) throw conflict("user-exists", { login });
    return user;
  },
  audit: ({ login, name, platformRole }, _target, output) => ({ userId: output?.userId, login, name, platformRole }),
});
