import { and, asc, gt, isNull, lt, or, sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { clusters, serviceAccounts } from "#db/schema/clusters.ts";
import { selectServiceAccounts } from "./find-service-account.ts";
import { checkServiceAccount } from "./service-account-check.ts";

const atOnce = 200;
const sideBySide = 8;
const first = "00000000-0000-0000-0000-000000000000";

/** The next service accounts after `after` that nobody has looked at for a quarter of an hour, of clusters that answer. */
const unseen = (db: Database, after: string) =>
  selectServiceAccounts(db)
    .where(
      and(
        gt(serviceAccounts.id, after),
        isNull(clusters.retiredAt),
        isNull(clusters.problem),
        or(isNull(serviceAccounts.observedAt), lt(serviceAccounts.observedAt, sql`now() - interval '15 minutes'`)),
      ),
    )
    .orderBy(asc(serviceAccounts.id))
    .limit(atOnce);

/** Looks at some more service accounts in their clusters; gives where to go on, from the start again after the last. */
export async function observeServiceAccounts(db: Database, after: string = first): Promise<string> {
  const accounts = await unseen(db, after);
  for (let at = 0; at < accounts.length; at += sideBySide)
    await Promise.all(accounts.slice(at, at + sideBySide).map((account) => checkServiceAccount(db, account)));
  return accounts.length < atOnce ? first : (accounts.at(-1)?.id ?? first);
}
