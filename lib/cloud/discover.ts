import { and, asc, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "#db/client.ts";
import { cloudResources } from "#db/schema/cloud.ts";
import { clusters } from "#db/schema/clusters.ts";
import { projects } from "#db/schema/people.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { findAccount } from "./find-account.ts";
import { type ListObstacle, listAccount } from "./list-account.ts";
import { ResourceKind } from "./map-resources.ts";
import { openAccount } from "./open-account.ts";
import { residencyOfRegion, suggestOwner } from "./suggest.ts";

export type Discovered = {
  name: string;
  arn: string | null;
  region: string;
  /** Its id in Slipway; null: not mapped yet. */
  mappedAs: string | null;
  /** Suggested; null where nothing speaks for one. */
  residency: string | null;
  ownerProjectId: string | null;
};
export type Discovery = {
  /** Where it was looked for. */
  regions: string[];
  found: Discovered[];
  obstacles: ListObstacle[];
  /** There are more than 2000 in a place. */
  isTruncated: boolean;
};

/**
 * What an account holds of a kind, listed live, with what is mapped already and for the rest who might own it and where its data counts as.
 * Without a region, those are looked in that Slipway knows the account to use. Never a secret's value.
 */
export const discoverResources = defineQuery({
  name: "cloud-resource.discover",
  input: z.strictObject({
    cloudAccountId: z.uuid(),
    kind: ResourceKind,
    region: z.string().min(1).max(63).optional(),
  }),
  permission: "cluster:read",
  target: (ctx, { cloudAccountId }) => findAccount(ctx, cloudAccountId),
  run: async ({ db, input: { cloudAccountId, kind, region } }): Promise<Discovery> => {
    const account = await openAccount(db, cloudAccountId);
    const own = account.kind === "aws" ? account.config.region : account.config.s3.region;
    const [known, owners] = await Promise.all([
      loadKnown(db, cloudAccountId),
      db.select({ id: projects.id, slug: projects.slug }).from(projects).orderBy(asc(projects.slug)),
    ]);
    const used = [own, ...known.clusters.map((one) => one.region), ...known.mapped.map((one) => one.region)];
    const regions = account.kind === "datacenter" ? [own] : region ? [region] : [...new Set(used)].sort();
    const { found, ...rest } = await listAccount(account, kind, regions);
    const mapped = new Map(
      known.mapped.filter((one) => one.kind === kind).map((one) => [`${one.region} ${one.name}`, one]),
    );
    const discovered = found.map(({ name, arn, region: at }): Discovered => {
      const already = mapped.get(`${at} ${name}`);
      return {
        name,
        arn,
        region: at,
        mappedAs: already?.id ?? null,
        residency: already?.residency ?? suggestResidency(at, known, account.kind),
        ownerProjectId: already ? already.ownerProjectId : (suggestOwner(name, owners)?.id ?? null),
      };
    });
    discovered.sort((a, b) => a.name.localeCompare(b.name) || a.region.localeCompare(b.region));
    return { ...rest, regions, found: discovered };
  },
});

type Known = Awaited<ReturnType<typeof loadKnown>>;

async function loadKnown(db: Database, accountId: string) {
  const [mapped, ofClusters] = await Promise.all([
    db
      .select({
        id: cloudResources.id,
        kind: cloudResources.kind,
        name: cloudResources.name,
        region: cloudResources.region,
        residency: cloudResources.residency,
        ownerProjectId: cloudResources.ownerProjectId,
      })
      .from(cloudResources)
      .where(eq(cloudResources.cloudAccountId, accountId)),
    db
      .select({ region: clusters.region, residency: clusters.residency })
      .from(clusters)
      .where(and(eq(clusters.cloudAccountId, accountId), isNull(clusters.retiredAt))),
  ]);
  return { mapped, clusters: ofClusters };
}

/** Of a data centre its cluster's; of a region the region's own letters, else what else is mapped there counts as. */
function suggestResidency(region: string, known: Known, kind: "aws" | "datacenter"): string | null {
  const cluster = known.clusters.find((one) => kind === "datacenter" || one.region === region)?.residency;
  const mapped = known.mapped.find((one) => one.region === region)?.residency;
  if (kind === "datacenter") return cluster ?? mapped ?? null;
  return residencyOfRegion(region) ?? cluster ?? mapped ?? null;
}
