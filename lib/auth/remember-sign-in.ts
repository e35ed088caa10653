import { and, asc, eq, ne, or, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { userGroups, users } from "#db/schema/people.ts";

type User = { id: string; personId: string; email: string | null };
type Told = { email: string | undefined; groups: string[] };

/**
 * Keeps what the OpenID provider said of somebody at this sign-in: their groups (those of the last time are gone, also where the
 * provider named none), the address it verified, and when. Returns what changed, for the audit trail.
 */
export async function rememberSignIn(tx: Transaction, user: User, { email, groups }: Told): Promise<object> {
  await tx
    .update(users)
    .set({ lastSeenAt: sql`now()`, ...(email ? { email } : {}) })
    .where(eq(users.id, user.id));
  const shares = email && email.toLowerCase() !== user.email?.toLowerCase() ? await shareAPerson(tx, user, email) : {};
  return { ...shares, ...(await replaceGroups(tx, user.id, groups)) };
}

/** Who verified the address of another account is the person of that account. Once told: what an admin parts later stays parted. */
async function shareAPerson(tx: Transaction, user: User, email: string): Promise<{ samePersonAs?: string }> {
  const address = email.toLowerCase();
  const [other] = await tx
    .select({ personId: users.personId, login: users.login })
    .from(users)
    .where(
      and(ne(users.id, user.id), or(eq(sql`lower(${users.email})`, address), eq(sql`lower(${users.login})`, address))),
    )
    .orderBy(asc(users.createdAt))
    .limit(1);
  if (!other || other.personId === user.personId) return {};
  await tx.update(users).set({ personId: other.personId }).where(eq(users.personId, user.personId));
  return { samePersonAs: other.login };
}

async function replaceGroups(tx: Transaction, userId: string, groups: string[]): Promise<{ groups?: object }> {
  const known = await tx.select({ group: userGroups.group }).from(userGroups).where(eq(userGroups.userId, userId));
  const before = known.map(({ group }) => group).sort();
  const after = [...groups].sort();
  if (before.join("\n") === after.join("\n")) return {};
  await tx.delete(userGroups).where(eq(userGroups.userId, userId));
  if (after.length > 0) await tx.insert(userGroups).values(after.map((group) => ({ userId, group })));
  return { groups: { before, after } };
}
