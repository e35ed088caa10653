import { DeleteRolePolicyCommand, IAMClient, ListRolePoliciesCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, test } from "vitest";
import { must } from "#demo/must.ts";
import { contextOf } from "#demo/seed.ts";
import { getServiceAccountBindings } from "#lib/access/binding-queries.ts";
import { compareServiceAccount } from "#lib/access/compare-service-account.ts";
import { bindServiceAccount, unbindServiceAccount } from "#lib/access/service-account-bindings.ts";
import type { V1Job } from "#lib/clusters/kubernetes-objects.ts";
import type { RequestContext } from "#lib/platform/context.ts";
import type { InitDocument } from "#lib/runs/schema.ts";
import { type LiveStack, startLiveStack } from "./live-stack.ts";
import { attemptsOf, endOf } from "./run-facts.ts";
import { until } from "./until.ts";

const cluster = "eks-frankfurt";
const namespace = "/apis/batch/v1/namespaces/orders-batch/jobs";
let live: LiveStack;
/** As the account's own administrator, past Slipway. */
let iam: IAMClient;
let admin: RequestContext;
let serviceAccountId: string;
let runId: string;

beforeAll(async () => {
  live = await startLiveStack();
  live.startWorker();
  const { stack } = live;
  iam = new IAMClient({
    region: "us-east-1",
    endpoint: stack.sandbox.aws.url,
    credentials: stack.keys.administrator["111122223333"],
  });
  admin = await contextOf(live.db, "admin");
  const [row] = await live.sql`
    select service_accounts.id from service_accounts join clusters on clusters.id = service_accounts.cluster_id
    where clusters.name = ${cluster} and service_accounts.name = 'orders-batch-runner'`;
  serviceAccountId = String(row?.id);
  runId = await live.launch("Daily orders report", cluster);
}, 120_000);
afterAll(async () => {
  iam?.destroy();
  await live?.stop();
});

async function held() {
  const answer = await getServiceAccountBindings.execute(admin, { serviceAccountId });
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.data.clusters.flatMap(({ namespaces }) => namespaces.flatMap(({ resources }) => resources));
}

/** The policy that the page shows for the role. */
async function fitting(): Promise<string> {
  const answer = await getServiceAccountBindings.execute(admin, { serviceAccountId });
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.data.policies.find(({ of }) => of === "role")?.text ?? "";
}

/** What the owner of the role does with it: it takes the place of all that the role had. */
async function putOnRole(PolicyDocument: string): Promise<void> {
  const RoleName = "slipway-orders-batch";
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  for (const PolicyName of PolicyNames) await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "slipway", PolicyDocument }));
}

async function compared() {
  const answer = await compareServiceAccount.execute(admin, { serviceAccountId });
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.data;
}

/** The run's own Job once more, past Slipway, with an init container that asks for another object; gives init's last words. */
async function byHand(name: string, bucket: string, key: string): Promise<string> {
  const [attempt] = await attemptsOf(live.db, runId);
  const batchJob = structuredClone(attempt?.manifests.find(({ kind }) => kind === "Job")) as V1Job;
  const init = batchJob.spec?.template.spec?.initContainers?.[0];
  const variable = init?.env?.find((each) => each.name === "SLIPWAY_INIT");
  if (!variable?.value) throw new Error("The run's pod has no init document");
  const document: InitDocument = JSON.parse(variable.value);
  variable.value = JSON.stringify({ ...document, secrets: [], files: [{ bucket, key, path: "asked" }] });
  const { spec } = batchJob;
  if (spec) spec.suspend = false;
  delete spec?.template.metadata?.labels;
  await live.kube[cluster].create(namespace, { ...batchJob, metadata: { name, namespace: "orders-batch" } });
  const ended = await until(`the pod of ${name} has ended`, async () => {
    const pods = await live.kube[cluster].list("/api/v1/namespaces/orders-batch/pods");
    const pod = pods.find((each) => each.metadata.name.startsWith(`${name}-`));
    const [state] = (pod?.status?.initContainerStatuses ?? []) as { state?: { terminated?: { message?: string } } }[];
    return state?.state?.terminated;
  });
  return ended.message ?? "";
}

test("what is bound, a pod reads", async () => {
  expect(await endOf(live.db, runId)).toMatchObject({ state: "succeeded" });
});

test("what the role does not carry, IAM refuses to a pod that somebody makes past Slipway", async () => {
  expect(await byHand("past-slipway", "acme-payments-eu", "input/ledger.csv")).toMatch(
    /AccessDenied for role .*slipway-orders-batch.* no identity-based policy allows the s3:GetObject action/,
  );
});

test("a binding that the role does not carry is told as the wider of the two, until it is unbound", async () => {
  const before = await compared();
  expect(before.wider).toBe("bindings");
  expect(before.compared.filter(({ verdict }) => verdict !== "same")).toMatchObject([
    {
      name: "orders/kafka-keystore",
      access: "read",
      verdict: "role-lacks",
      actions: ["secretsmanager:GetSecretValue"],
    },
  ]);
  const keystore = (await held()).find(({ name }) => name === "orders/kafka-keystore");
  await must(unbindServiceAccount, admin, { bindingId: keystore?.bindingId ?? "" });
  expect((await compared()).wider).toBe("same");
});

test("bind → the pod can read the bucket; unbind → the portal refuses, and with the policy that fits IAM refuses too", async () => {
  const before = await fitting();
  expect(JSON.stringify(before)).toContain("acme-orders-eu");
  await putOnRole(before);
  expect((await compared()).wider).toBe("same");
  expect(await byHand("still-bound", "acme-orders-eu", "input/orders.csv")).not.toMatch(/AccessDenied/);

  const bucket = (await held()).find(({ name, access }) => name === "acme-orders-eu" && access === "read");
  if (!bucket) throw new Error("The bucket is not bound");
  await must(unbindServiceAccount, admin, { bindingId: bucket.bindingId });
  expect(await live.tryLaunch("Daily orders report", cluster)).toMatchObject({
    ok: false,
    error: { missing: { kind: "binding", cloudResourceId: bucket.id } },
  });
  const comparison = await compared();
  expect(comparison.wider).toBe("role");
  expect(comparison.compared).toContainEqual(
    expect.objectContaining({
      name: "acme-orders-eu",
      access: "read",
      verdict: "role-has-more",
      actions: ["s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket"],
    }),
  );

  await putOnRole(await fitting());
  expect((await compared()).wider).toBe("same");
  expect(await byHand("unbound", "acme-orders-eu", "input/orders.csv")).toMatch(
    /AccessDenied for role .*slipway-orders-batch.* no identity-based policy allows the s3:GetObject action/,
  );

  await must(bindServiceAccount, admin, { serviceAccountId, cloudResourceId: bucket.id, access: "read" });
  expect((await compared()).wider).toBe("bindings");
  await putOnRole(await fitting());
  expect((await compared()).wider).toBe("same");
  expect(await endOf(live.db, await live.launch("Daily orders report", cluster))).toMatchObject({ state: "succeeded" });
});
