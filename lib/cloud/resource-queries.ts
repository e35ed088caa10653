import { and, count, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "#db/client.ts";
import { cloudAccounts, cloudResources, serviceAccountBindings } from "#db/schema/cloud.ts";
import { projects } from "#db/schema/people.ts";
import { stillHolds } from "#lib/access/grants.ts";
import { ListInput, type ListPage, orderOf, pageOf, searchIn } from "#lib/platform/page.ts";
import { defineQuery } from "#lib/platform/query.ts";
import { findResource } from "./find-resource.ts";
import { ResourceKind } from "./map-resources.ts";
import { Residency } from "./register-resource.ts";
import { keptOut, logsKeptIn, usesOf } from "./resource-use.ts";

export type ResourceRow = {
  id: string;
  kind: "bucket" | "image-repository" | "secret";
  name: string;
  arn: string | null;
  region: string;
  residency: string;
  account: { id: string; name: string };
  owner: { id: string; slug: string } | null;
  /** Bindings that hold now. */
  bindings: number;
};

/** What is mapped of all accounts. `owner` is a project's id, or `none`: what the admins decide about. */
export const listResources = defineQuery({
  name: "cloud-resource.list",
  input: ListInput.extend({
    cloudAccountId: z.uuid().nullable().default(null),
    kind: ResourceKind.nullable().default(null),
    owner: z
      .union([z.uuid(), z.literal("none")])
      .nullable()
      .default(null),
  }),
  permission: "cluster:read",
  target: async () => ({ projectId: null }),
  run: async ({ db, input }): Promise<ListPage<ResourceRow>> => {
    const { cloudAccountId, kind, owner } = input;
    const where: (SQL | undefined)[] = [
      searchIn(input.search, [cloudResources.name]),
      cloudAccountId ? eq(cloudResources.cloudAccountId, cloudAccountId) : undefined,
      kind ? eq(cloudResources.kind, kind) : undefined,
      owner === "none"
        ? isNull(cloudResources.ownerProjectId)
        : owner
          ? eq(cloudResources.ownerProjectId, owner)
          : undefined,
    ];
    const sortable = {
      name: cloudResources.name,
      kind: cloudResources.kind,
      account: cloudAccounts.name,
      region: cloudResources.region,
      residency: cloudResources.residency,
      owner: projects.slug,
    };
    const { limit, offset } = pageOf(input);
    const [rows, [counted]] = await Promise.all([
      db
        .select({
          id: cloudResources.id,
          kind: cloudResources.kind,
          name: cloudResources.name,
          arn: cloudResources.arn,
          region: cloudResources.region,
          residency: cloudResources.residency,
          account: { id: cloudAccounts.id, name: cloudAccounts.name },
          owner: { id: projects.id, slug: projects.slug },
        })
        .from(cloudResources)
        .innerJoin(cloudAccounts, eq(cloudAccounts.id, cloudResources.cloudAccountId))
        .leftJoin(projects, eq(projects.id, cloudResources.ownerProjectId))
        .where(and(...where))
        .orderBy(...orderOf(input.sort, sortable, cloudResources.id))
        .limit(limit)
        .offset(offset),
      db
        .select({ total: sql<number>`count(*)::int` })
        .from(cloudResources)
        .where(and(...where)),
    ]);
    const bindings = await heldBindings(db, rows);
    return {
      rows: rows.map((row) => ({ ...row, bindings: bindings.get(row.id) ?? 0 })),
      total: counted?.total ?? 0,
    };
  },
});

/** Bindings that hold now, counted for the rows of a page alone and not for all that come before them. */
async function heldBindings(db: Database, rows: { id: string }[]): Promise<Map<string, number>> {
  const { cloudResourceId, expiresAt } = serviceAccountBindings;
  const ids = rows.map(({ id }) => id);
  const counted = await db
    .select({ id: cloudResourceId, bindings: count() })
    .from(serviceAccountBindings)
    .where(and(inArray(cloudResourceId, ids), stillHolds(expiresAt)))
    .groupBy(cloudResourceId);
  return new Map(counted.map((row) => [row.id, row.bindings]));
}

/** A resource and who uses it; with another residency in mind, also whom that would keep out. */
export const getResource = defineQuery({
  name: "cloud-resource.get",
  input: z.strictObject({ resourceId: z.uuid(), residency: Residency.optional() }),
  permission: "cluster:read",
  target: (ctx, { resourceId }) => findResource(ctx, resourceId),
  run: async ({ db, input, target: { resource } }) => {
    const [uses, logsOf] = await Promise.all([usesOf(db, resource.id), logsKeptIn(db, resource.id)]);
    const out = await keptOut(db, resource.kind, input.residency ?? resource.residency, uses);
    return { ...resource, uses, logsOf, keptOut: out.map(({ bindingId }) => bindingId) };
  },
});
