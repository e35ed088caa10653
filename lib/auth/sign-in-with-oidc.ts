import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database, Transaction } from "#db/client.ts";
import { users } from "#db/schema/people.ts";
import { recordAudit } from "#lib/audit/record-audit.ts";
import type { Actor } from "#lib/platform/context.ts";
import { rememberSignIn } from "./remember-sign-in.ts";
import { GroupName, Login } from "./schema.ts";
import type { Session } from "./session.ts";

/** https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims; the signature was checked before. */
export const Claims = z.object({
  iss: z.string(),
  sub: z.string().min(1),
  // As a login may be: addresses within a company may have no dot.
  email: Login.optional().catch(undefined),
  email_verified: z.boolean().optional().catch(undefined),
  name: z.string().trim().min(1).max(100).optional().catch(undefined),
  preferred_username: z.string().trim().min(2).max(200).optional().catch(undefined),
  // Whatever else a provider puts there is no group. A person in more than these few hundred keeps the first of them.
  groups: z
    .array(z.unknown())
    .transform((all) =>
      [...new Set(all.filter((group) => GroupName.safeParse(group).success))].slice(0, 500).map(String),
    )
    .default([])
    .catch([]),
});
export type Claims = z.infer<typeof Claims>;

export type OidcOutcome = Session | { refused: "disabled" | "login-taken" };

/**
 * Finds the user behind an OpenID sign-in: by issuer and subject; else by the verified e-mail address an admin gave a user as login and
 * that no identity is linked to yet; else it is somebody new, who becomes a member with no grants but those of their groups. A preferred
 * name links nobody: it may be another person's tomorrow (OpenID Connect Core 5.7).
 */
export function signInWithOidc(db: Database, claims: Claims, address: string | null): Promise<OidcOutcome> {
  return db.transaction(async (tx) => {
    const user =
      (await findLinked(tx, claims)) ?? (await linkByEmail(tx, claims)) ?? (await createMember(tx, claims, address));
    const refused = user === undefined ? "login-taken" : user.disabledAt ? "disabled" : undefined;
    const remembered =
      user && !refused ? await rememberSignIn(tx, user, { ...claims, email: verifiedEmail(claims) }) : {};
    const actor: Actor =
      user && !refused ? { kind: "user", userId: user.id, login: user.login } : { kind: "anonymous" };
    await recordAudit(
      tx,
      { actor, requestId: crypto.randomUUID(), address },
      {
        action: "session.start",
        outcome: refused ? "refused" : "done",
        ...(refused ? { code: refused } : {}),
        projectId: null,
        detail: { how: "oidc", issuer: claims.iss, subject: claims.sub, ...remembered },
      },
    );
    return user && !refused
      ? { userId: user.id, sessionsEnded: user.sessionsEnded }
      : { refused: refused ?? "login-taken" };
  });
}

const verifiedEmail = ({ email, email_verified }: Claims) => (email_verified ? email : undefined);

async function findLinked(tx: Transaction, { iss, sub }: Claims) {
  const [user] = await tx
    .select()
    .from(users)
    .where(and(eq(users.oidcIssuer, iss), eq(users.oidcSubject, sub)));
  return user;
}

async function linkByEmail(tx: Transaction, claims: Claims) {
  const email = verifiedEmail(claims);
  if (!email) return undefined;
  const [user] = await tx
    .update(users)
    .set({ oidcIssuer: claims.iss, oidcSubject: claims.sub })
    .where(
      and(eq(sql`lower(${users.login})`, email.toLowerCase()), isNull(users.oidcSubject), isNull(users.disabledAt)),
    )
    .returning();
  return user;
}

async function createMember(tx: Transaction, claims: Claims, address: string | null) {
  const login = verifiedEmail(claims) ?? claims.preferred_username ?? `${claims.sub}@${new URL(claims.iss).host}`;
  const [user] = await tx
    .insert(users)
    .values({ login, name: claims.name ?? login, oidcIssuer: claims.iss, oidcSubject: claims.sub })
    .onConflictDoNothing()
    .returning();
  if (!user) return (await findLinked(tx, claims)) ?? undefined;
  await recordAudit(
    tx,
    { actor: { kind: "system", name: "sign-in" }, requestId: crypto.randomUUID(), address },
    {
      action: "user.create",
      outcome: "done",
      projectId: null,
      detail: { userId: user.id, login, platformRole: user.platformRole },
    },
  );
  return user;
}
