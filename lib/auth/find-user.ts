import { and, eq, isNull } from "drizzle-orm";
import type { Database, Transaction } from "#db/client.ts";
import { users } from "#db/schema/people.ts";
import { type Actor, userIdOf } from "#lib/platform/context.ts";
import { notFound, refused } from "#lib/platform/errors.ts";

/** An account as the target of a change to it; `not-found` where there is none. */
export async function findUser({ db }: { db: Database | Transaction }, userId: string) {
  const [user] = await db
    .select({
      userId: users.id,
      login: users.login,
      personId: users.personId,
      platformRole: users.platformRole,
      isLocal: users.passwordHash,
      disabledAt: users.disabledAt,
    })
    .from(users)
    .where(eq(users.id, userId));
  if (!user) throw notFound("no-user");
  return { ...user, projectId: null, isLocal: user.isLocal !== null };
}

/** Refuses a change by the very person that it is about, with whichever of their accounts. */
export async function requireSomebodyElse(tx: Transaction, actor: Actor, { personId }: { personId: string }) {
  const [self] = await tx
    .select({ personId: users.personId })
    .from(users)
    .where(eq(users.id, userIdOf(actor)));
  if (self?.personId === personId) throw refused("own-account");
}

/**
 * Refuses to take the last admin away. Two admins who do it to each other at once must not both succeed: the admins' rows are locked
 * in one order. An admin by a group does not count: the provider may take that away at any time.
 */
export async function requireAnotherAdmin(tx: Transaction, userId: string): Promise<void> {
  const admins = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.platformRole, "admin"), isNull(users.disabledAt)))
    .orderBy(users.id)
    .for("update");
  if (admins.length === 1 && admins[0]?.id === userId) throw refused("last-admin");
}
