import { eq } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { users } from "#db/schema/people.ts";
import { loadGrants } from "#lib/access/grants.ts";
import type { RequestContext } from "#lib/platform/context.ts";
import type { Locale } from "#lib/platform/locale.ts";

export type Caller = {
  userId: string | null;
  /** Of a session: how many times the user's had been ended when it began. */
  sessionsEnded?: number;
  address: string | null;
  /** The language that they read; English where it is left out. */
  locale?: Locale;
};

/**
 * The context of a request by this user, with what they may do at this moment. Nobody, or somebody who was disabled, removed or
 * signed out everywhere since they signed in, is anonymous.
 */
export async function userContext(
  db: Database,
  { userId, sessionsEnded, address, locale = "en" }: Caller,
): Promise<RequestContext> {
  const requestId = crypto.randomUUID();
  const anonymous: RequestContext = { db, actor: { kind: "anonymous" }, grants: null, requestId, address, locale };
  if (!userId) return anonymous;
  const [grants, [user]] = await Promise.all([
    loadGrants(db, userId),
    db.select({ login: users.login, sessionsEnded: users.sessionsEnded }).from(users).where(eq(users.id, userId)),
  ]);
  if (!grants || !user || (sessionsEnded !== undefined && sessionsEnded !== user.sessionsEnded)) return anonymous;
  return { ...anonymous, actor: { kind: "user", userId, login: user.login }, grants };
}
