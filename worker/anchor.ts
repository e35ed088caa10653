import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "#db/client.ts";
import { type Anchored, anchorAudit } from "#lib/audit/anchor-audit.ts";
import { log } from "#lib/platform/log.ts";

const anchorEveryMs = 5 * 60_000;

/**
 * Anchors the head of the audit trail outside the database at once and then every 5 minutes. Every replica does: the object of a head
 * is one and the same, and the first to write it wins.
 */
export async function anchorRegularly(db: Database, signal: AbortSignal): Promise<void> {
  const anchored: Anchored = new Map();
  while (!signal.aborted) {
    await anchorAudit(db, anchored).catch((error: unknown) =>
      log.error({ err: error }, "the audit trail could not be anchored"),
    );
    await sleep(anchorEveryMs, undefined, { signal }).catch(() => {});
  }
}
