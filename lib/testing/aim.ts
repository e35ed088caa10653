import { eq } from "drizzle-orm";
import { cloudAccounts, residencyRules, serviceAccountBindings } from "#db/schema/cloud.ts";
import { clusters } from "#db/schema/clusters.ts";
import { groupRoles, users } from "#db/schema/people.ts";
import { accessRequests, delegations } from "#db/schema/requests.ts";
import { snapshotHash } from "#lib/access/snapshot-hash.ts";
import { sealCredential } from "#lib/cloud/open-account.ts";
import { createProject } from "#lib/projects/create-project.ts";
import { insertAttempt, insertRun } from "#lib/runs/testing/insert-run.ts";
import { type Door, fieldsOf, inputFor } from "./doors.ts";
import type { World } from "./world.ts";

const only = <Row>([row]: Row[]): Row => {
  if (!row) throw new Error("Nothing was written");
  return row;
};

/** An account at an address where nothing listens: whoever gets as far as asking it gets no answer. */
const account = {
  config: {
    kind: "aws",
    accountId: "111122223333",
    region: "eu-central-1",
    endpoint: "http://127.0.0.1:9",
    initImage: { repository: "slipway/init", tag: "1" },
  },
  credential: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "x".repeat(40) },
};

/**
 * Puts into the orders project of a world one of everything that a command or a query can be about, and returns an input for each door
 * that is aimed at it, so that what refuses a caller is that they may not, and never that there is nothing there.
 */
export async function aimAt(world: World): Promise<(door: Door) => Record<string, unknown>> {
  const { db, orders: projectId, clusterId, cloudAccountId, people } = world;
  const sealedCredential = sealCredential(account.credential, cloudAccountId);
  await db.update(cloudAccounts).set({ config: account.config, sealedCredential });
  await db.update(clusters).set({ config: { eksClusterName: "eks-frankfurt", region: "eu-central-1" } });
  const someone = await world.user("someone@orders");
  const other = await world.user("other@orders");
  await world.member(projectId, someone, "viewer");
  const namespaceId = await world.namespace("orders-batch");
  await world.grant(namespaceId, projectId);
  const serviceAccountId = await world.serviceAccount(namespaceId, projectId, "orders-runner");
  const bucketId = await world.resource("bucket", "acme-orders", projectId);
  const repositoryId = await world.resource("image-repository", "orders/report", projectId);
  const freeId = await world.resource("bucket", "acme-not-bound", projectId);
  await world.bind(serviceAccountId, repositoryId, "pull");
  const binding = only(
    await db
      .insert(serviceAccountBindings)
      .values({ serviceAccountId, cloudResourceId: bucketId, access: "read" })
      .returning(),
  );
  const { jobId, versionId: jobVersionId } = await world.job(projectId, "Report", people.editor);
  const placed = { clusterId, namespaceId, projectId, serviceAccountId, jobId, jobVersionId };
  const choices = {
    image: { repositoryId, tag: "1" },
    files: [],
    secrets: [],
    args: [],
    env: [],
    resources: { cpuRequestMillis: 100, cpuLimitMillis: 100, memoryRequestMiB: 64, memoryLimitMiB: 64 },
    deadlineMinutes: 5,
    retries: 0,
  };
  const run = await insertRun(db, { ...placed, namespace: "orders-batch", launchedBy: people.operator }, { choices });
  const spec = { template: { spec: { containers: [{ name: "main" }] } } };
  await insertAttempt(db, run, { manifests: [{ metadata: { name: "orders-report" }, spec }] });
  await db.insert(residencyRules).values({ fromResidency: "eu", toResidency: "us", reason: "a test" });
  const groupRole = only(
    await db.insert(groupRoles).values({ group: "engineers", projectId, projectRole: "viewer" }).returning(),
  );
  const delegation = only(
    await db
      .insert(delegations)
      .values({ ownerId: people.owner, delegateId: someone, startsAt: new Date(0), endsAt: new Date("2100-01-01") })
      .returning(),
  );
  const asked = { kind: "project-role" as const, role: "operator" as const };
  const requester = only(await db.select().from(users).where(eq(users.id, people.viewer)));
  const request = only(
    await db
      .insert(accessRequests)
      .values({
        kind: asked.kind,
        projectId,
        decidingProjectId: projectId,
        requesterId: requester.id,
        requesterPersonId: requester.personId,
        snapshot: asked,
        snapshotHash: snapshotHash(projectId, asked),
        why: "a test",
        decideBy: new Date("2100-01-01"),
      })
      .returning(),
  );
  // The first row of the audit trail.
  await createProject.execute(await world.contextOf(people.admin), { slug: "stock", name: "Stock" });

  const fields: Record<string, unknown> = {
    project: "orders",
    projectId,
    clusterId,
    namespaceId,
    namespace: "orders-batch",
    serviceAccountId,
    cloudAccountId,
    cloudResourceId: freeId,
    resourceId: bucketId,
    bindingId: binding.id,
    ids: [serviceAccountId],
    jobId,
    jobVersionId,
    runId: run.id,
    placement: { clusterId, namespaceId },
    choices,
    requestId: request.id,
    seen: request.snapshotHash,
    delegationId: delegation.id,
    delegate: "other@orders",
    groupRoleId: groupRole.id,
    user: "someone@orders",
    userId: someone,
    otherUserId: other,
    snapshot: asked,
  };
  /** Where a field of that name means something else. */
  const special: Record<string, Record<string, unknown>> = {
    "cloud-account.register": account,
    "cloud-account.rotate": { id: cloudAccountId, credential: account.credential },
    "cloud-account.try": account,
    "cloud-account.update": { id: cloudAccountId, ...account },
    "cluster.get": { name: "eks-frankfurt" },
    "cluster.retire": { name: "eks-frankfurt" },
    "cluster.update": { id: clusterId },
    "image.tags": { resourceId: repositoryId },
    "cloud-resource.unmap": { resourceId: freeId },
    "project.join": { jobId: null },
    "user.same-person": { userId: someone, otherUserId: other },
  };
  return (door) => {
    const input = inputFor(door);
    const names = Object.keys(fieldsOf(door.input));
    for (const name of names) if (name in fields) input[name] = fields[name];
    return { ...input, ...special[door.name] };
  };
}
