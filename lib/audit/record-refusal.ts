import { createAttemptLimit } from "#lib/auth/attempt-limit.ts";
import type { RequestContext } from "#lib/platform/context.ts";
import { log } from "#lib/platform/log.ts";
import { type Entry, recordAudit } from "./record-audit.ts";

const windowMs = 10 * 60_000;
/** Far more than a person is refused. Of somebody nobody knows it is counted by address. */
const byUser = createAttemptLimit({ attempts: 1000, windowMs });
const byAddress = createAttemptLimit({ attempts: 300, windowMs });

/**
 * Writes a refused attempt into the trail. Whoever is refused without end can't fill it: one row `audit.flood` tells that there were more
 * than are written, and the log has each.
 */
export async function recordRefusal(
  ctx: RequestContext,
  { action, code, projectId, detail }: Omit<Entry, "outcome"> & { code: string },
): Promise<void> {
  const { actor, address } = ctx;
  const [limit, key] = actor.kind === "user" ? [byUser, actor.userId] : [byAddress, String(address)];
  const refusal = { action, outcome: "refused" as const, code, projectId, detail };
  if (limit.take(key)) return ctx.db.transaction((tx) => recordAudit(tx, ctx, refusal));
  log.warn({ action, code, actor: actor.kind === "user" ? actor.login : actor.kind, address }, "refused, not audited");
  if (!limit.isFirstTooMany(key)) return;
  const flood = { action: "audit.flood", outcome: "refused", code: "rate-limited", projectId: null } as const;
  await ctx.db.transaction((tx) => recordAudit(tx, ctx, { ...flood, detail: { action, minutes: windowMs / 60_000 } }));
}
