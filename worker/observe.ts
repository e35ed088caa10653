import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "#db/client.ts";
import { observeServiceAccounts } from "#lib/clusters/observe-service-accounts.ts";
import { log } from "#lib/platform/log.ts";

const everyMs = 60_000;

/** Keeps what is known of service accounts fresh, so that the list of what has drifted is true of those that nobody looks at too. */
export async function observeRegularly(db: Database, signal: AbortSignal): Promise<void> {
  let after: string | undefined;
  while (!signal.aborted) {
    try {
      after = await observeServiceAccounts(db, after);
    } catch (error) {
      log.error({ err: error }, "service accounts could not be looked at");
    }
    await sleep(everyMs, undefined, { signal }).catch(() => {});
  }
}
