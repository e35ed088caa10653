import type { Database } from "#db/client.ts";
import { listFolders } from "#lib/aws/put-once.ts";
import { listObjects } from "#lib/aws/s3.ts";
import { openAccount } from "#lib/cloud/open-account.ts";
import { codeOf, type ErrorCode, SlipwayError } from "#lib/platform/errors.ts";
import { log } from "#lib/platform/log.ts";
import { say, says } from "#lib/platform/say.ts";
import { type AnchorBucket, anchorBuckets, auditIdentity, inTime } from "./anchor-buckets.ts";
import { anchorFolder, anchorRoot, readAnchorKey } from "./anchor-name.ts";
import type { Link } from "./check-link.ts";
import { missingLinks, readHead } from "./verify-audit.ts";

const patienceMs = 60_000;

/**
 * What an anchor contradicts: `cut-off` where the trail ends before the anchored row, `rewritten` where the row has another hash.
 * `sequence` is the anchored row, `after` the newest anchored row before it that is as it was (0 where there is none).
 */
export type Contradiction = { what: "cut-off" | "rewritten"; sequence: number; after: number };

/** What the anchors of one bucket say of the trail. */
export type BucketAnchors = {
  bucket: string;
  clusters: string[];
  anchors: number;
  /** The newest anchor, and when the bucket received it. */
  newest: { sequence: number; at: Date | undefined } | null;
  contradiction: Contradiction | null;
  /** How many other trails have anchors here: of another Slipway, or of this one before its first row was changed. */
  otherTrails: number;
  /** Why the bucket could not be read. */
  problem: { code: ErrorCode; message: string } | null;
};

export type Anchors = { trail: string | null; head: Link | null; buckets: BucketAnchors[] };

/** Holds the trail against every anchor of it in the log buckets of all clusters. A bucket that can't be read says so. */
export async function checkAnchors(db: Database): Promise<Anchors> {
  const [identity, head, buckets] = await Promise.all([auditIdentity(db), readHead(db), anchorBuckets(db)]);
  const read = (bucket: AnchorBucket) =>
    inTime(patienceMs, (signal) => readBucket(db, bucket, identity, head, signal)).catch((error: unknown) => {
      log.warn({ err: error, bucket: bucket.bucket }, "the anchors of the audit trail could not be read");
      const message = error instanceof SlipwayError ? error.publicMessage : say(says("bucket-unread"));
      return { ...unread(bucket), problem: { code: codeOf(error), message } };
    });
  return { trail: identity ?? null, head: head ?? null, buckets: await Promise.all(buckets.map(read)) };
}

const unread = ({ bucket, clusters }: AnchorBucket): BucketAnchors => ({
  bucket,
  clusters,
  anchors: 0,
  newest: null,
  contradiction: null,
  otherTrails: 0,
  problem: null,
});

async function readBucket(
  db: Database,
  row: AnchorBucket,
  identity: string | undefined,
  head: Link | undefined,
  signal: AbortSignal,
): Promise<BucketAnchors> {
  const { bucket } = row;
  const access = (await openAccount(db, row.accountId)).s3(row.region);
  const trails = await listFolders(access, { bucket, prefix: anchorRoot });
  const found: BucketAnchors = { ...unread(row), otherTrails: trails.filter((trail) => trail !== identity).length };
  if (!identity) return found;
  let from: string | undefined;
  let after = 0;
  do {
    const page = await listObjects(access, { bucket, prefix: anchorFolder(identity), ...(from ? { from } : {}) });
    signal.throwIfAborted();
    const links: Link[] = [];
    for (const { key, lastModified } of page.objects) {
      const link = readAnchorKey(key);
      if (!link) continue;
      links.push(link);
      found.newest = { sequence: link.sequence, at: lastModified };
    }
    found.anchors += links.length;
    const missing = found.contradiction ? [] : await missingLinks(db, links);
    found.contradiction ??= contradictionOf(links, missing, head, after);
    after = links.at(-1)?.sequence ?? after;
    from = page.next;
  } while (from);
  return found;
}

/** The first anchor of a page that the trail contradicts. `after`: the last row of the page before. */
export function contradictionOf(
  links: readonly Link[],
  missing: readonly Link[],
  head: Link | undefined,
  after: number,
): Contradiction | null {
  const [first] = missing;
  if (!first) return null;
  const before = links.filter(({ sequence }) => sequence < first.sequence).at(-1)?.sequence ?? after;
  return {
    what: first.sequence > (head?.sequence ?? 0) ? "cut-off" : "rewritten",
    sequence: first.sequence,
    after: before,
  };
}
