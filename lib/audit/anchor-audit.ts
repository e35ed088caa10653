import { desc } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { auditEvents } from "#db/schema/audit.ts";
import { putOnce } from "#lib/aws/put-once.ts";
import { openAccount } from "#lib/cloud/open-account.ts";
import { log } from "#lib/platform/log.ts";
import { type AnchorBucket, anchorBuckets, auditIdentity, inTime } from "./anchor-buckets.ts";
import { anchorKey } from "./anchor-name.ts";

const patienceMs = 20_000;

/** Bucket id → the number of the newest row that is known to be anchored there. */
export type Anchored = Map<string, number>;

/**
 * Writes the head of the trail to the log bucket of every cluster where it is not yet, as an object that is never overwritten. Each
 * bucket by itself: one that is away is told in the log and tried again at the next call. Returns the buckets that failed.
 */
export async function anchorAudit(db: Database, anchored: Anchored): Promise<string[]> {
  const [identity, [head]] = await Promise.all([
    auditIdentity(db),
    db
      .select({ sequence: auditEvents.sequence, hash: auditEvents.hash, at: auditEvents.at })
      .from(auditEvents)
      .orderBy(desc(auditEvents.sequence))
      .limit(1),
  ]);
  if (!identity || !head) return [];
  const { sequence, hash } = head;
  const key = anchorKey(identity, head);
  const body = `${JSON.stringify({ trail: identity, sequence, hash, at: head.at.toISOString() })}\n`;

  const write = ({ bucket, region, accountId }: AnchorBucket) =>
    inTime(patienceMs, async (signal) => {
      const access = (await openAccount(db, accountId)).s3(region);
      await putOnce(access, { bucket, key, body, contentType: "application/json" }, signal);
    });
  const buckets = (await anchorBuckets(db)).filter(({ id }) => anchored.get(id) !== sequence);
  const failed = await Promise.all(
    buckets.map(async (each) => {
      try {
        await write(each);
        anchored.set(each.id, sequence);
        return undefined;
      } catch (error) {
        log.error({ err: error, bucket: each.bucket, sequence }, "the audit trail could not be anchored");
        return each.bucket;
      }
    }),
  );
  return failed.filter((bucket) => bucket !== undefined);
}
