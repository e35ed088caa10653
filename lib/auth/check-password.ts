import { eq, sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { users } from "#db/schema/people.ts";
import { recordAudit } from "#lib/audit/record-audit.ts";
import { denied, SlipwayError } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
import { createAttemptLimit } from "./attempt-limit.ts";
import { passwordMatches } from "./password.ts";
import type { Session } from "./session.ts";
import { offersLocalAccounts } from "./ways-in.ts";

const minutes = 60_000;
/** Of one login from one address, and of one address whatever the login: guessing stops, the owner elsewhere does not. */
const byLogin = createAttemptLimit({ attempts: 8, windowMs: 10 * minutes });
const byAddress = createAttemptLimit({ attempts: 60, windowMs: 10 * minutes });

type Attempt = { login: string; password: string; address: string | null };

/**
 * The session of the local account with this login and password, or null: unknown, disabled and wrong look alike and take as long.
 * Throws `rate-limited` after too many attempts, and `denied` where local accounts are turned off. Both ends are audited.
 */
export async function checkPassword(db: Database, { login, password, address }: Attempt): Promise<Session | null> {
  if (!offersLocalAccounts()) throw denied("local-accounts-off");
  const name = login.trim().toLowerCase().slice(0, 200);
  const key = `${name} ${address}`;
  if (!byAddress.take(String(address)) || !byLogin.take(key)) {
    if (byAddress.isFirstTooMany(String(address)) || byLogin.isFirstTooMany(key)) await tellGuessing(db, name, address);
    throw new SlipwayError("rate-limited", { says: says("too-many-attempts") });
  }
  const [user] = await db
    .select()
    .from(users)
    .where(eq(sql`lower(${users.login})`, name));
  const matches = await passwordMatches(password, user?.passwordHash);
  const done = matches && user !== undefined && user.disabledAt === null;
  await db.transaction(async (tx) => {
    if (done) await tx.update(users).set({ lastSeenAt: sql`now()` }).where(eq(users.id, user.id));
    await recordAudit(
      tx,
      {
        actor: done ? { kind: "user", userId: user.id, login: user.login } : { kind: "anonymous" },
        requestId: crypto.randomUUID(),
        address,
      },
      {
        action: "session.start",
        outcome: done ? "done" : "refused",
        ...(done ? {} : { code: "unauthenticated" }),
        projectId: null,
        detail: { how: "password", login: name },
      },
    );
  });
  if (!done) return null;
  byLogin.clear(key);
  return { userId: user.id, sessionsEnded: user.sessionsEnded };
}

/** The first attempt too many is a row of the trail, those after it are not: guessing is seen there and can't fill it. */
const tellGuessing = (db: Database, login: string, address: string | null) =>
  db.transaction((tx) =>
    recordAudit(
      tx,
      { actor: { kind: "anonymous" }, requestId: crypto.randomUUID(), address },
      {
        action: "session.start",
        outcome: "refused",
        code: "rate-limited",
        projectId: null,
        detail: { how: "password", login },
      },
    ),
  );
