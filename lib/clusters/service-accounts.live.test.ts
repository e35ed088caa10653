import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { cloudAccounts } from "#db/schema/cloud.ts";
import { clusters, namespaces, serviceAccounts } from "#db/schema/clusters.ts";
import { openAccount, sealCredential } from "#lib/cloud/open-account.ts";
import { SlipwayError } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
import { test, type World } from "#lib/testing/world.ts";
import { startTestCluster, type TestCluster } from "#sandbox/kubernetes/control-plane/test-cluster.ts";
import { applyServiceAccount } from "./apply-service-account.ts";
import { carryOutPlan } from "./carry-out-plan.ts";
import type { PlacedServiceAccount } from "./find-service-account.ts";
import { lookAtServiceAccount, stateOf } from "./look-at-service-account.ts";
import { listNamespaces } from "./namespace-list.ts";
import { observeServiceAccounts } from "./observe-service-accounts.ts";
import { checkServiceAccounts, getServiceAccountManifest } from "./service-account-check.ts";
import { listServiceAccounts } from "./service-account-list.ts";
import { findServiceAccountNames } from "./service-account-places.ts";
import { type ClusterSession, openSession } from "./session.ts";
import { clusterTypes } from "./types/registry.ts";

let cluster: TestCluster;
let uid: string;
let session: ClusterSession;
beforeAll(async () => {
  cluster = await startTestCluster();
  uid = (await cluster.get("/api/v1/namespaces/kube-system")).body.metadata.uid;
  session = openAs("admin-token");
}, 150_000);
afterAll(async () => {
  session.close();
  await cluster.stop();
});

const openAs = (token: string) =>
  openSession({
    cluster: "eks-test",
    server: cluster.url,
    ca: cluster.ca,
    authorization: async () => `Bearer ${token}`,
    expectedUid: uid,
  });

const role = "arn:aws:iam::111122223333:role/orders-batch";
const roleAnnotation = "eks.amazonaws.com/role-arn";
const accountIn = (namespace: string, more: Partial<PlacedServiceAccount> = {}): PlacedServiceAccount => ({
  id: randomUUID(),
  name: "orders-batch-runner",
  clusterId: randomUUID(),
  cluster: "eks-test",
  namespaceId: randomUUID(),
  namespace,
  projectId: randomUUID(),
  projectSlug: "orders",
  roleArn: role,
  roleBy: "annotation",
  accessKeySecret: null,
  vaultRole: null,
  version: 1,
  ...more,
});
const put = (namespace: string, metadata: object) =>
  cluster.post(`/api/v1/namespaces/${namespace}/serviceaccounts`, {
    metadata: { name: "orders-batch-runner", ...metadata },
    secrets: [{ name: "kept" }],
  });
const open = { type: clusterTypes.eks, associationOf: async () => undefined };
const onEks = () => ({ ...open, session });
const nothing = async () => {};

describe("a service account with a role", () => {
  test("is created with its role, its project's label and no token of the cluster's own API", async () => {
    const account = accountIn(await cluster.namespace());
    const { plan, found } = await lookAtServiceAccount(onEks(), account);
    expect([plan.action, found]).toEqual(["create", undefined]);
    expect(plan.yaml).toContain(`${roleAnnotation}: ${role}`);

    const done = await carryOutPlan(onEks(), account, { planHash: plan.hash, announce: nothing });
    expect(done).toEqual({ action: "create", before: null, after: { [roleAnnotation]: role }, state: "same" });
    const there = await session.get("ServiceAccount", account.namespace, account.name);
    expect(there?.automountServiceAccountToken).toBe(false);
    expect(there?.metadata?.labels).toEqual({
      "app.kubernetes.io/managed-by": "slipway",
      "slipway.dev/project": "orders",
    });
    const again = await carryOutPlan(onEks(), account, { planHash: plan.hash, announce: nothing });
    expect(again).toMatchObject({ action: "none", state: "same" });
  });

  test("whose annotation differs is repaired, and everything else about it stays", async () => {
    const account = accountIn(await cluster.namespace());
    await put(account.namespace, {
      labels: { team: "orders" },
      annotations: { [roleAnnotation]: "arn:other", note: "x" },
    });
    const { plan } = await lookAtServiceAccount(onEks(), account);
    expect(plan).toMatchObject({
      action: "repair",
      differences: [{ annotation: roleAnnotation, wanted: role, found: "arn:other" }],
    });

    const announced: string[] = [];
    const done = await carryOutPlan(onEks(), account, {
      planHash: plan.hash,
      announce: async (seen) => void announced.push(seen.plan.action),
    });
    expect(done.after).toEqual({ [roleAnnotation]: role, note: "x" });
    expect(announced).toEqual(["repair"]);
    const there = await session.get("ServiceAccount", account.namespace, account.name);
    expect(there).toMatchObject({ metadata: { labels: { team: "orders" } }, secrets: [{ name: "kept" }] });
  });

  test("that changed after it was shown is left alone", async () => {
    const account = accountIn(await cluster.namespace());
    await put(account.namespace, { annotations: { [roleAnnotation]: "arn:other" } });
    const { plan } = await lookAtServiceAccount(onEks(), account);
    await session.patch("ServiceAccount", account.namespace, account.name, {
      metadata: { annotations: { [roleAnnotation]: "arn:third" } },
    });
    const tried = carryOutPlan(onEks(), account, { planHash: plan.hash, announce: nothing });
    await expect(tried).rejects.toMatchObject({ code: "conflict" });
    const seen = await lookAtServiceAccount(onEks(), account);
    expect([stateOf(seen), seen.plan.differences[0]?.found]).toEqual(["differs", "arn:third"]);
  });

  test("that changes between the look and the write is a conflict of the cluster's own", async () => {
    const account = accountIn(await cluster.namespace());
    await put(account.namespace, { annotations: { [roleAnnotation]: "arn:other" } });
    const { plan } = await lookAtServiceAccount(onEks(), account);
    const tried = carryOutPlan(onEks(), account, {
      planHash: plan.hash,
      announce: async () => {
        const change = { metadata: { annotations: { [roleAnnotation]: "arn:third" } } };
        await session.patch("ServiceAccount", account.namespace, account.name, change);
      },
    });
    await expect(tried).rejects.toMatchObject({ code: "conflict" });
  });

  test.for([
    [{ "app.kubernetes.io/managed-by": "Helm" }, "Helm"],
    [{ "app.kubernetes.io/managed-by": "slipway", "slipway.dev/project": "payments" }, "payments"],
  ] as const)("that carries the labels %j is somebody else's", async ([labels, named]) => {
    const account = accountIn(await cluster.namespace());
    await put(account.namespace, { labels });
    const { plan } = await lookAtServiceAccount(onEks(), account);
    let announced = false;
    const tried = carryOutPlan(onEks(), account, {
      planHash: plan.hash,
      announce: async () => {
        announced = true;
      },
    });
    await expect(tried).rejects.toMatchObject({ code: "refused", publicMessage: expect.stringContaining(named) });
    expect(announced).toBe(false);
  });

  test("is not written to a cluster that is another than the one registered", async () => {
    const elsewhere = openSession({
      cluster: "eks-test",
      server: cluster.url,
      ca: cluster.ca,
      authorization: async () => "Bearer admin-token",
      expectedUid: "11111111-0000-4000-8000-000000000000",
    });
    const account = accountIn(await cluster.namespace());
    const { plan } = await lookAtServiceAccount(onEks(), account);
    const tried = carryOutPlan({ ...open, session: elsewhere }, account, { planHash: plan.hash, announce: nothing });
    await expect(tried).rejects.toMatchObject({ code: "refused" });
    elsewhere.close();
    expect(await session.get("ServiceAccount", account.namespace, account.name)).toBeUndefined();
  });
});

describe("a service account whose role comes by EKS Pod Identity", () => {
  const byAssociation = (namespace: string) => accountIn(namespace, { roleBy: "pod-identity" });
  const associated = (roleArn: string) => ({
    ...onEks(),
    associationOf: async () => ({ id: "a-1", roleArn, firstRoleArn: roleArn }),
  });

  test("is created without an annotation", async () => {
    const account = byAssociation(await cluster.namespace());
    const { plan } = await lookAtServiceAccount(associated(role), account);
    expect(plan.yaml).not.toContain(roleAnnotation);
    const done = await carryOutPlan(associated(role), account, { planHash: plan.hash, announce: nothing });
    expect(done).toEqual({ action: "create", before: null, after: {}, state: "same" });
  });

  test("loses an annotation that somebody put there, and nothing else", async () => {
    const account = byAssociation(await cluster.namespace());
    await put(account.namespace, { annotations: { [roleAnnotation]: "arn:other", note: "x" } });
    const { plan } = await lookAtServiceAccount(associated(role), account);
    expect(plan).toMatchObject({
      action: "repair",
      differences: [{ annotation: roleAnnotation, wanted: null, found: "arn:other" }],
    });
    const done = await carryOutPlan(associated(role), account, { planHash: plan.hash, announce: nothing });
    expect(done).toMatchObject({ after: { note: "x" }, state: "same" });
  });

  test("is held against what EKS associates with it, and what AWS does not say is not said to be the same", async () => {
    const account = byAssociation(await cluster.namespace());
    await put(account.namespace, {});
    const stateIn = async (open: Parameters<typeof lookAtServiceAccount>[0]) =>
      stateOf(await lookAtServiceAccount(open, account));
    expect(await stateIn(associated(role))).toBe("same");
    expect(await stateIn(associated("arn:other"))).toBe("association-differs");
    expect(await stateIn(onEks())).toBe("association-absent");
    const denied = () => Promise.reject(new SlipwayError("denied", { says: says("no-cluster") }));
    expect(await stateIn({ ...onEks(), associationOf: denied })).toBe("unknown");
  });
});

/** A data-centre cluster of the world that is this very cluster, reached by a token. */
async function registered(world: World, token: string) {
  const [account] = await world.db
    .insert(cloudAccounts)
    .values({
      name: "dc",
      kind: "datacenter",
      config: {
        kind: "datacenter",
        s3: { endpoint: "http://127.0.0.1:9", region: "eu-central-1" },
        registry: { url: "http://127.0.0.1:9" },
        vault: { address: "http://127.0.0.1:9", mount: "kubernetes" },
        initImage: { repository: "slipway/init", tag: "1" },
      },
    })
    .returning();
  const cloudAccountId = account?.id ?? "";
  const credential = { s3: { accessKeyId: "a", secretAccessKey: "b" }, vault: { token: "c" } };
  await world.db.update(cloudAccounts).set({ sealedCredential: sealCredential(credential, cloudAccountId) });
  const clusterId = randomUUID();
  await openAccount(world.db, cloudAccountId);
  await world.db.insert(clusters).values({
    id: clusterId,
    name: "dc-test",
    type: "datacenter",
    region: "eu-central-1",
    residency: "eu",
    cloudAccountId,
    config: { server: cluster.url, ca: cluster.ca },
    sealedCredential: sealCredential({ kind: "token", token }, clusterId),
    uid,
  });
  const namespace = await cluster.namespace();
  const [row] = await world.db.insert(namespaces).values({ clusterId, name: namespace }).returning();
  const namespaceId = row?.id ?? "";
  const [serviceAccount] = await world.db
    .insert(serviceAccounts)
    .values({ clusterId, namespaceId, projectId: world.orders, name: "orders-runner", accessKeySecret: "orders-key" })
    .returning();
  return { clusterId, namespaceId, namespace, serviceAccountId: serviceAccount?.id ?? "" };
}

describe("service accounts of a registered cluster", () => {
  test("are checked, shown as YAML and created; both the beginning and the end are audited", async ({ world }) => {
    const { namespace, serviceAccountId, clusterId } = await registered(world, "admin-token");
    const admin = await world.contextOf(world.people.admin);
    const check = () => checkServiceAccounts.execute(admin, { ids: [serviceAccountId] });
    expect(await check()).toMatchObject({ ok: true, data: [{ state: "absent", secret: "absent" }] });

    const manifest = await getServiceAccountManifest.execute(admin, { serviceAccountId });
    if (!manifest.ok) throw new Error(manifest.error.message);
    expect(manifest.data).toMatchObject({ action: "create", blocked: null, secret: "absent" });
    const planHash = manifest.data.hash;
    expect(await applyServiceAccount.execute(admin, { serviceAccountId, planHash })).toMatchObject({
      ok: true,
      data: { action: "create", before: null },
    });
    expect(await world.auditOf("service-account.apply-begun")).toMatchObject([
      { outcome: "done", detail: { action: "create", before: null, applied: { kind: "ServiceAccount" } } },
    ]);
    expect(await world.auditOf("service-account.apply")).toMatchObject([
      { outcome: "done", detail: { name: "orders-runner", namespace, action: "create", before: null } },
    ]);
    expect(await check()).toMatchObject({ ok: true, data: [{ state: "secret-absent" }] });
    await cluster.post(`/api/v1/namespaces/${namespace}/secrets`, { metadata: { name: "orders-key" } });
    expect(await check()).toMatchObject({ ok: true, data: [{ state: "same", secret: "there" }] });
    expect(await findServiceAccountNames.execute(admin, { clusterId, namespace })).toMatchObject({
      ok: true,
      data: { accounts: [{ name: "orders-runner", roleArn: null }], problem: null },
    });
  });

  test("that RBAC does not let Slipway look at are said to be unknown, and why", async ({ world }) => {
    const { serviceAccountId } = await registered(world, "dev-token");
    const admin = await world.contextOf(world.people.admin);
    expect(await checkServiceAccounts.execute(admin, { ids: [serviceAccountId] })).toMatchObject({
      ok: true,
      data: [{ state: "unknown", problem: expect.stringContaining("may not read ServiceAccount") }],
    });
  });

  test("that nobody looks at are looked at by the worker, and what it saw narrows the list", async ({ world }) => {
    const { serviceAccountId } = await registered(world, "admin-token");
    const admin = await world.contextOf(world.people.admin);
    const drifted = () => listServiceAccounts.execute(admin, { drift: true });
    expect(await drifted()).toMatchObject({ ok: true, data: { total: 0 } });
    await observeServiceAccounts(world.db);
    expect(await drifted()).toMatchObject({
      ok: true,
      data: { total: 1, rows: [{ id: serviceAccountId, observed: "absent" }] },
    });
  });

  test("are not created where RBAC lets Slipway look and no more; the refusal is audited", async ({ world }) => {
    const { namespace, serviceAccountId } = await registered(world, "dev-token");
    const rules = [{ apiGroups: [""], resources: ["serviceaccounts"], verbs: ["get"] }];
    const group = "/apis/rbac.authorization.k8s.io/v1";
    await cluster.post(`${group}/namespaces/${namespace}/roles`, { metadata: { name: "look" }, rules });
    await cluster.post(`${group}/namespaces/${namespace}/rolebindings`, {
      metadata: { name: "look" },
      subjects: [{ kind: "Group", apiGroup: "rbac.authorization.k8s.io", name: "developers" }],
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "look" },
    });
    // The cluster's identity is read before the first write.
    const reads = [{ apiGroups: [""], resources: ["namespaces"], resourceNames: ["kube-system"], verbs: ["get"] }];
    await cluster.post(`${group}/clusterroles`, { metadata: { name: "identity" }, rules: reads });
    await cluster.post(`${group}/clusterrolebindings`, {
      metadata: { name: "identity" },
      subjects: [{ kind: "Group", apiGroup: "rbac.authorization.k8s.io", name: "developers" }],
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "identity" },
    });
    const admin = await world.contextOf(world.people.admin);
    const manifest = await getServiceAccountManifest.execute(admin, { serviceAccountId });
    if (!manifest.ok) throw new Error(manifest.error.message);
    expect(manifest.data).toMatchObject({ action: "create", secret: "unknown" });
    const tried = await applyServiceAccount.execute(admin, { serviceAccountId, planHash: manifest.data.hash });
    expect(tried).toMatchObject({
      ok: false,
      error: { code: "denied", message: expect.stringContaining("may not create ServiceAccount") },
    });
    expect(await world.auditOf("service-account.apply")).toMatchObject([{ outcome: "refused", code: "denied" }]);
  });
});

test("a Secret that is looked for sends its metadata and nothing of what it holds", async () => {
  const namespace = await cluster.namespace();
  const path = `/api/v1/namespaces/${namespace}/secrets`;
  await cluster.post(path, { metadata: { name: "key" }, stringData: { AWS_SECRET_ACCESS_KEY: "not-for-slipway" } });
  const accept = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
  const { body, text } = await cluster.call("GET", `${path}/key`, { accept });
  expect(body).toMatchObject({ kind: "PartialObjectMetadata", metadata: { name: "key" } });
  expect(text).not.toContain(Buffer.from("not-for-slipway").toString("base64"));
  expect(await session.exists("Secret", namespace, "key")).toBe(true);
  expect(await session.exists("Secret", namespace, "none")).toBe(false);
});

describe("the namespaces of a registered cluster", () => {
  test("are those found there, with their quotas, and those that are gone", async ({ world }) => {
    const { clusterId, namespace, namespaceId } = await registered(world, "admin-token");
    await world.db.insert(namespaces).values({ clusterId, name: "long-gone" });
    await world.grant(namespaceId, world.orders);
    await cluster.post(`/api/v1/namespaces/${namespace}/resourcequotas`, {
      metadata: { name: "compute" },
      spec: { hard: { "requests.cpu": "4", "requests.memory": "8Gi", pods: "20" } },
    });
    const admin = await world.contextOf(world.people.admin);
    const list = async () => {
      const listed = await listNamespaces.execute(admin, { clusterId });
      if (!listed.ok) throw new Error(listed.error.message);
      return new Map(listed.data.rows.map((row) => [row.name, row]));
    };
    const rows = await list();
    expect(rows.get("kube-system")).toMatchObject({ isSystem: true, state: "there", id: null });
    expect(rows.get("long-gone")).toMatchObject({ state: "gone", quota: null });
    expect(rows.get(namespace)).toMatchObject({
      state: "there",
      grants: [{ slug: "orders", expiresAt: null, hasEnded: false, activeRuns: 0 }],
    });
    expect(rows.get(namespace)?.quota).toMatchObject([
      { kind: "cpu", resource: "requests.cpu", quota: "compute", hard: 4 },
      { kind: "memory", hard: 8 * 1024 ** 3 },
      { kind: "pods", hard: 20 },
    ]);
  });

  test("that Slipway may not list are those it knows, with the reason", async ({ world }) => {
    const { clusterId, namespace } = await registered(world, "dev-token");
    const admin = await world.contextOf(world.people.admin);
    const listed = await listNamespaces.execute(admin, { clusterId });
    expect(listed).toMatchObject({
      ok: true,
      data: {
        rows: [{ name: namespace, state: "unknown", quota: null }],
        problem: expect.stringContaining("may not"),
      },
    });
  });
});
