import { sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { users } from "#db/schema/people.ts";
import { recordAudit } from "#lib/audit/record-audit.ts";
import { parseInput } from "#lib/platform/authorise.ts";
import { hashPassword } from "./password.ts";
import { CreateUserInput } from "./schema.ts";

const bootstrapLock = 7_310_003;

/**
 * Creates the first admin of an empty Slipway; where there is any user it changes nothing. Returns the new user's id, or undefined.
 * Several processes may call it at once: one creates.
 */
export async function ensureFirstAdmin(
  db: Database,
  first: { login: string; name?: string; password?: string },
): Promise<string | undefined> {
  const input = parseInput(CreateUserInput, { name: first.login, ...first, platformRole: "admin" });
  const passwordHash = input.password ? await hashPassword(input.password) : null;
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${bootstrapLock})`);
    const [anyone] = await tx.select({ id: users.id }).from(users).limit(1);
    if (anyone) return undefined;
    const { login, name, platformRole } = input;
    const [admin] = await tx
      .insert(users)
      .values({ login, name, platformRole, passwordHash })
      .returning({ id: users.id });
    await recordAudit(
      tx,
      { actor: { kind: "system", name: "first-admin" }, requestId: crypto.randomUUID(), address: null },
      {
        action: "user.create",
        outcome: "done",
        projectId: null,
        detail: { userId: admin?.id, login, name, platformRole },
      },
    );
    return admin?.id;
  });
}
