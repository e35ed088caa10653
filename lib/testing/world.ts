import { eq } from "drizzle-orm";
import { test as base } from "vitest";
import { auditEvents } from "#db/schema/audit.ts";
import { cloudAccounts, cloudResources, serviceAccountBindings } from "#db/schema/cloud.ts";
import { clusters, namespaceGrants, namespaces, serviceAccounts } from "#db/schema/clusters.ts";
import { jobs, jobVersions } from "#db/schema/jobs.ts";
import { projectMembers, projects, users } from "#db/schema/people.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/test-database.ts";
import type { PlatformRole, ProjectRole } from "#lib/access/policy.ts";
import { userContext } from "#lib/auth/user-context.ts";
import type { Actor, RequestContext } from "#lib/platform/context.ts";
import { closeSender } from "#lib/platform/queue.ts";

type Row = { id: string };
const only = ([row]: Row[]): string => {
  if (!row) throw new Error("Nothing was inserted");
  return row.id;
};

const acme = {
  kind: "aws",
  accountId: "111122223333",
  region: "eu-central-1",
  initImage: { repository: "slipway/init", tag: "1" },
};

/** Two projects on one cluster, as a test needs them: rows alone, no cluster or cloud behind. */
export async function createWorld(database: TestDatabase) {
  const { db } = database;
  const user = async (login: string, platformRole: PlatformRole = "member") =>
    only(await db.insert(users).values({ login, name: login, platformRole }).returning({ id: users.id }));
  const project = async (slug: string) =>
    only(await db.insert(projects).values({ slug, name: slug }).returning({ id: projects.id }));
  const member = (projectId: string, userId: string, role: ProjectRole, expiresAt: Date | null = null) =>
    db.insert(projectMembers).values({ projectId, userId, role, expiresAt });
  const contextOf = (userId: string): Promise<RequestContext> => userContext(db, { userId, address: "127.0.0.1" });
  const anonymous: RequestContext = {
    db,
    actor: { kind: "anonymous" } as Actor,
    grants: null,
    requestId: "test",
    address: null,
    locale: "en",
  };

  const orders = await project("orders");
  const payments = await project("payments");
  const people = {
    admin: await user("admin", "admin"),
    auditor: await user("auditor", "auditor"),
    nobody: await user("nobody"),
    owner: await user("owner@orders"),
    editor: await user("editor@orders"),
    operator: await user("operator@orders"),
    viewer: await user("viewer@orders"),
    stranger: await user("owner@payments"),
  };
  for (const role of ["owner", "editor", "operator", "viewer"] as const) await member(orders, people[role], role);
  await member(payments, people.stranger, "owner");

  const cloudAccountId = only(
    await db
      .insert(cloudAccounts)
      .values({ name: "acme", kind: "aws", config: acme })
      .returning({ id: cloudAccounts.id }),
  );
  const resource = async (
    kind: "bucket" | "image-repository" | "secret",
    name: string,
    owner: string | null,
    residency = "eu",
  ) =>
    only(
      await db
        .insert(cloudResources)
        .values({ kind, cloudAccountId, name, region: "eu-central-1", residency, ownerProjectId: owner })
        .returning({ id: cloudResources.id }),
    );
  const clusterId = only(
    await db
      .insert(clusters)
      .values({
        name: "eks-frankfurt",
        type: "eks",
        region: "eu-central-1",
        residency: "eu",
        cloudAccountId,
        config: {},
        uid: crypto.randomUUID(),
      })
      .returning({ id: clusters.id }),
  );
  const namespace = async (name: string) =>
    only(await db.insert(namespaces).values({ clusterId, name }).returning({ id: namespaces.id }));
  const grant = (namespaceId: string, projectId: string, expiresAt: Date | null = null) =>
    db.insert(namespaceGrants).values({ namespaceId, projectId, expiresAt });
  const serviceAccount = async (namespaceId: string, projectId: string, name: string) =>
    only(
      await db
        .insert(serviceAccounts)
        .values({
          clusterId,
          namespaceId,
          projectId,
          name,
          roleArn: `arn:aws:iam::111122223333:role/${name}`,
          roleBy: "annotation",
        })
        .returning({ id: serviceAccounts.id }),
    );
  const bind = (
    serviceAccountId: string,
    cloudResourceId: string,
    access: "read" | "write" | "pull",
    more: { prefix?: string; expiresAt?: Date } = {},
  ) => db.insert(serviceAccountBindings).values({ serviceAccountId, cloudResourceId, access, ...more });
  const job = async (projectId: string, name: string, createdBy: string) => {
    const jobId = only(await db.insert(jobs).values({ projectId, name, type: "python" }).returning({ id: jobs.id }));
    const spec = {
      image: { repository: "orders/report", tag: "1" },
      program: { kind: "inline", code: "print(1)" },
      resources: { cpuRequestMillis: 100, cpuLimitMillis: 100, memoryRequestMiB: 64, memoryLimitMiB: 64 },
    };
    const versionId = only(
      await db.insert(jobVersions).values({ jobId, number: 1, spec, createdBy }).returning({ id: jobVersions.id }),
    );
    return { jobId, versionId };
  };
  return {
    db,
    database,
    orders,
    payments,
    people,
    clusterId,
    cloudAccountId,
    anonymous,
    contextOf,
    user,
    project,
    member,
    resource,
    namespace,
    grant,
    serviceAccount,
    bind,
    job,
    auditOf: (action: string) =>
      db.select().from(auditEvents).where(eq(auditEvents.action, action)).orderBy(auditEvents.sequence),
  };
}
export type World = Awaited<ReturnType<typeof createWorld>>;

/** A test that gets a database of its own with two projects in it. */
export const test = base.extend<{ world: World }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixture's needs from this pattern
  world: async ({}, use) => {
    const database = await createTestDatabase();
    await use(await createWorld(database));
    await closeSender();
    await database.drop();
  },
});
