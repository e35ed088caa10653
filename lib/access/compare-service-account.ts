import { and, asc, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "#db/client.ts";
import { cloudResources } from "#db/schema/cloud.ts";
import { clusters } from "#db/schema/clusters.ts";
import { openAccount } from "#lib/cloud/open-account.ts";
import { findServiceAccount } from "#lib/clusters/find-service-account.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { type Ability, compareBindings, covers, widerOf } from "./compare-bindings.ts";
import { keysUnknown, withKeys } from "./encryption-keys.ts";
import { heldBy } from "./held-by.ts";
import { abilitiesOf } from "./role-abilities.ts";
import { type AskedAbility, abilitiesIn } from "./role-actions.ts";

/** Of an account's other resources, so many are held against the role as well. */
const otherResources = 300;

/**
 * What the service account's identity can really do, asked of IAM and Vault now, held against its bindings and the keys that encrypt what is
 * bound. Of what is not bound no keys are asked: a role that may read it is wider, whether or not it could decrypt it.
 */
export const compareServiceAccount = defineQuery({
  name: "service-account.compare",
  input: z.strictObject({ serviceAccountId: z.uuid() }),
  permission: "cluster:read",
  target: async ({ db }, { serviceAccountId }) => findServiceAccount(db, serviceAccountId),
  run: async ({ db, target }) => {
    const [cluster] = await db.select().from(clusters).where(eq(clusters.id, target.clusterId));
    const account = await openAccount(db, cluster?.cloudAccountId ?? "");
    const [held, others] = await Promise.all([heldBy(db, target), othersIn(db, account.id)]);
    const bound = await withKeys(account, abilitiesIn(held));
    const unbound = others.abilities.filter((each) => !bound.some((ability) => covers(ability, each)));
    const reachOf = await abilitiesOf(account, target, [...bound, ...unbound]);
    const isKnown = (ability: Ability) => reachOf(ability) !== undefined;
    const known = compareBindings(
      bound.filter(isKnown),
      unbound.filter(isKnown),
      (ability) => reachOf(ability) ?? { allowed: [], refused: [] },
    );
    return {
      identity: target.roleArn ?? target.vaultRole ?? target.accessKeySecret ?? "",
      wider: widerOf(known),
      compared: known.map(({ resourceId: _, ...each }) => each),
      /** Bound, and nobody but the store can tell: an access key's policies can't be read. */
      unknown: bound.filter((ability) => !isKnown(ability)).map(({ name, access }) => ({ name, access })),
      /** Bound, and AWS does not tell which key encrypts them. */
      keysUnknown: keysUnknown(bound),
      /** Not all other resources of the account were held against the role. */
      isPartial: others.isPartial,
    };
  },
});

async function othersIn(db: Database, cloudAccountId: string) {
  const rows = await db
    .select({
      id: cloudResources.id,
      kind: cloudResources.kind,
      name: cloudResources.name,
      arn: cloudResources.arn,
      region: cloudResources.region,
    })
    .from(cloudResources)
    .where(and(eq(cloudResources.cloudAccountId, cloudAccountId), inArray(cloudResources.kind, ["bucket", "secret"])))
    .orderBy(asc(cloudResources.name))
    .limit(otherResources + 1);
  const abilities = rows.slice(0, otherResources).flatMap(({ id, kind, name, arn, region }): AskedAbility[] => {
    const resource = { resourceId: id, name, arn, region, prefix: "" };
    if (kind === "secret") return [{ ...resource, kind, access: "read" }];
    if (kind !== "bucket") return [];
    return [
      { ...resource, kind, access: "read" },
      { ...resource, kind, access: "write" },
    ];
  });
  return { abilities, isPartial: rows.length > otherResources };
}
