import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { startTestCluster, type TestCluster } from "#sandbox/kubernetes/control-plane/test-cluster.ts";
import type { AccessFinding } from "./check-access.ts";
import { reportOn } from "./cluster-report.ts";
import { requiredAccess } from "./required-access.ts";
import { openSession } from "./session.ts";

let cluster: TestCluster;

beforeAll(async () => {
  cluster = await startTestCluster();
}, 150_000);
afterAll(() => cluster.stop());

const rbac = "/apis/rbac.authorization.k8s.io/v1";
const plurals: Record<string, string> = {
  ClusterRole: "clusterroles",
  ClusterRoleBinding: "clusterrolebindings",
  RoleBinding: "rolebindings",
};

/** What `kubectl apply` would do with the RBAC that a report shows. */
async function apply(yaml: string): Promise<void> {
  for (const document of parseAllDocuments(yaml)) {
    const manifest = document.toJS();
    const { namespace } = manifest.metadata;
    const path = `${rbac}${namespace ? `/namespaces/${namespace}` : ""}/${plurals[manifest.kind]}`;
    const { status } = await cluster.post(path, manifest);
    expect([manifest.kind, status]).toEqual([manifest.kind, expect.toSatisfy((code) => code === 201 || code === 409)]);
  }
}

/** A service account of its own with a token, as Slipway would be given one. */
async function newcomer(namespace: string) {
  const name = `portal-${randomUUID().slice(0, 8)}`;
  const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  await cluster.post(accounts, { metadata: { name } });
  const { body } = await cluster.post(`${accounts}/${name}/token`, {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    metadata: { name },
    spec: { audiences: [], expirationSeconds: 3600 },
  });
  return { name, username: `system:serviceaccount:${namespace}:${name}`, token: String(body.status.token) };
}

function open(token: string) {
  const session = openSession({
    cluster: "dc-test",
    server: cluster.url,
    ca: cluster.ca,
    authorization: async () => `Bearer ${token}`,
  });
  onTestFinished(() => session.close());
  return session;
}

const outcome = (findings: AccessFinding[]) =>
  findings.map(({ verb, resource, allowed }) => `${verb} ${resource}: ${allowed}`);
const everyRight = requiredAccess.flatMap(({ verbs, resource }) => verbs.map((verb) => `${verb} ${resource}`));

test("a credential without any right gets a report of all that is missing, and applying its RBAC leaves nothing missing", async () => {
  const namespace = await cluster.namespace();
  const { token, username, name } = await newcomer(namespace);
  const before = await reportOn(open(token));
  expect(before).toMatchObject({ user: username, uid: null, namespaces: null });
  expect(before.version).toMatch(/^v1\./);
  expect(outcome(before.access)).toEqual(everyRight.map((right) => `${right}: nowhere`));
  expect(before.rbac).toContain(`- kind: ServiceAccount\n    name: "${name}"\n    namespace: ${namespace}`);

  // The report could not see the namespaces: its RBAC names a place to be filled in.
  await apply(before.rbac.replaceAll("my-namespace", namespace));
  const after = await reportOn(open(token));
  expect(after).toMatchObject({ missing: 0, user: username, uid: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  expect(after.namespaces).toContain(namespace);
  const whereJobsRun = requiredAccess.filter(({ scope }) => scope === "namespace");
  expect(after.access.filter(({ allowed }) => allowed === "somewhere").map(({ namespaces }) => namespaces)).toEqual(
    whereJobsRun.flatMap(({ verbs }) => verbs.map(() => [namespace])),
  );
});

test("what is missing is exactly what the role leaves out", async () => {
  const namespace = await cluster.namespace();
  const { token, name } = await newcomer(namespace);
  const role = `partly-${name}`;
  const without = new Set(["watch events", "patch jobs", "get pods/log"]);
  const rules = requiredAccess.map(({ group, resource, verbs }) => ({
    apiGroups: [group],
    resources: [resource],
    verbs: verbs.filter((verb) => !without.has(`${verb} ${resource}`)),
  }));
  await cluster.post(`${rbac}/clusterroles`, {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name: role },
    rules: rules.filter(({ verbs }) => verbs.length > 0),
  });
  await cluster.post(`${rbac}/clusterrolebindings`, {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: role },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
    subjects: [{ kind: "ServiceAccount", name, namespace }],
  });
  const report = await reportOn(open(token));
  const missing = report.access.filter(({ allowed }) => allowed !== "everywhere");
  expect(outcome(missing).sort()).toEqual([...without].map((right) => `${right}: nowhere`).sort());
  expect(report.missing).toBe(3);

  // The cluster's word is true: it refuses what the report says is missing, and nothing that it says is there.
  const session = open(token);
  await expect(session.patch("Job", namespace, "none", { spec: { suspend: false } })).rejects.toMatchObject({
    code: "denied",
  });
  expect(await session.get("Job", namespace, "none")).toBeUndefined();
  await expect(session.podLog(namespace, "none", "main")).rejects.toMatchObject({ code: "denied" });
});

test("a token that the cluster does not know is denied at once", async () => {
  await expect(reportOn(open("forged"))).rejects.toMatchObject({ code: "denied", details: { status: 401 } });
});

test("an administrator of the cluster is missing nothing, everywhere", async () => {
  const report = await reportOn(open("admin-token"));
  expect(report).toMatchObject({ missing: 0, user: "admin" });
  expect(new Set(report.access.map(({ allowed }) => allowed))).toEqual(new Set(["everywhere"]));
});
