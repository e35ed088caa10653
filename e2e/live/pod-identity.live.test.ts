import { GetRoleCommand, IAMClient, UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, test } from "vitest";
import { must } from "#demo/must.ts";
import { firstChoice } from "#demo/samples.ts";
import { contextOf } from "#demo/seed.ts";
import { grantNamespace } from "#lib/access/grant-namespace.ts";
import { bindServiceAccount, registerServiceAccount } from "#lib/access/service-account-bindings.ts";
import { applyServiceAccount } from "#lib/clusters/apply-service-account.ts";
import { checkServiceAccounts, getServiceAccountManifest } from "#lib/clusters/service-account-check.ts";
import { listServiceAccountRoles } from "#lib/clusters/service-account-roles.ts";
import type { RequestContext } from "#lib/platform/context.ts";
import { launchRun } from "#lib/runs/launch-run.ts";
import { associate } from "./associations.ts";
import { type LiveStack, startLiveStack } from "./live-stack.ts";
import { endOf, logOf, textOf } from "./run-facts.ts";

const cluster = "eks-frankfurt";
const namespace = "pods-batch";
const name = "pods-batch-runner";
const account = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}`;
const roleOf = (project: string) => `arn:aws:iam::111122223333:role/slipway-${project}-batch`;
const roleArn = roleOf("orders");

let live: LiveStack;
/** As the account's own administrator, who keeps its roles: Slipway may not change them. */
let iam: IAMClient;
let admin: RequestContext;
let clusterId: string;
let serviceAccountId: string;

beforeAll(async () => {
  live = await startLiveStack();
  live.startWorker();
  const { stack } = live;
  const credentials = stack.keys.administrator["111122223333"];
  iam = new IAMClient({ region: "us-east-1", endpoint: stack.sandbox.aws.url, credentials });
  admin = await contextOf(live.db, "admin");
  const [row] = await live.sql`select id from clusters where name = ${cluster}`;
  clusterId = String(row?.id);
  await live.kube[cluster].create("/api/v1/namespaces", { metadata: { name: namespace } });
  await letPodsIn("slipway-orders-batch");
}, 120_000);
afterAll(async () => {
  iam?.destroy();
  await live?.stop();
});

/** Adds to a role's trust policy what EKS Pod Identity needs, for pods of this namespace. */
async function letPodsIn(RoleName: string) {
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  const trust = JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""));
  trust.Statement.push({
    Effect: "Allow",
    Principal: { Service: "pods.eks.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession"],
    Condition: { StringEquals: { "aws:RequestTag/kubernetes-namespace": namespace } },
  });
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: JSON.stringify(trust) }));
}

const associateWith = (role: string | null) => associate(live.stack, { namespace, serviceAccount: name }, role);

const answerOf = <T>(result: { ok: true; data: T } | { ok: false; error: { message: string } }): T => {
  if (!result.ok) throw new Error(result.error.message);
  return result.data;
};
const check = async () => answerOf(await checkServiceAccounts.execute(admin, { ids: [serviceAccountId] }))[0];
const manifest = async () => answerOf(await getServiceAccountManifest.execute(admin, { serviceAccountId }));
const apply = async () => applyServiceAccount.execute(admin, { serviceAccountId, planHash: (await manifest()).hash });

async function tryLaunch(job: string) {
  const engineer = await contextOf(live.db, "engineer@orders");
  return launchRun.execute(engineer, await firstChoice(live.db, "orders", job, cluster, "pods"));
}
const launch = async (job: string) => answerOf(await tryLaunch(job)).runId;
const refusal = (message: string) => ({ ok: false, error: { message } });

test("the role that EKS associates is offered first, registered as such, and created without an annotation", async () => {
  await associateWith(roleArn);
  const offered = answerOf(await listServiceAccountRoles.execute(admin, { clusterId, namespace, name }));
  expect(offered.roles[0]).toEqual({
    arn: roleArn,
    name: "slipway-orders-batch",
    trust: "associated",
    letsPodsIn: true,
  });

  const [project] = await live.sql`select id from projects where slug = 'orders'`;
  const projectId = String(project?.id);
  const { namespaceId } = await must(grantNamespace, admin, { clusterId, namespace, projectId });
  const registered = { namespaceId, projectId, name, roleArn, roleBy: "pod-identity" as const };
  serviceAccountId = (await must(registerServiceAccount, admin, registered)).id;
  const resources = await live.sql`
    select id, kind from cloud_resources where name in ('acme-orders-eu', 'orders/report', 'orders/db-password') and region = 'eu-central-1'
      and cloud_account_id = (select cloud_account_id from clusters where id = ${clusterId})`;
  for (const { id, kind } of resources) {
    const access = kind === "image-repository" ? "pull" : "read";
    await must(bindServiceAccount, admin, { serviceAccountId, cloudResourceId: id, access });
  }

  expect((await manifest()).yaml).not.toContain("eks.amazonaws.com/role-arn");
  expect(await apply()).toMatchObject({ ok: true, data: { action: "create", after: {} } });
  expect(await check()).toMatchObject({ state: "same", problem: null });
});

test("its pods read their bucket and their secret as that role, with no web identity anywhere", async () => {
  const id = await launch("Daily orders report");
  expect(await endOf(live.db, id)).toMatchObject({ state: "succeeded" });
  await live.saveProgram(
    "Who am I",
    `import json, os, urllib.request
token = open(os.environ["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"]).read()
asked = urllib.request.Request(os.environ["AWS_CONTAINER_CREDENTIALS_FULL_URI"], headers={"Authorization": token})
print("AWS_ROLE_ARN" in os.environ, json.load(urllib.request.urlopen(asked))["AccountId"])`,
  );
  const asked = await launch("Who am I");
  expect(await endOf(live.db, asked)).toMatchObject({ state: "succeeded" });
  expect(textOf(await logOf(live.db, asked))).toContain("False 111122223333");
});

test("an annotation that somebody puts there is in the way: it is told before a launch, and repaired away", async () => {
  const annotations = { "eks.amazonaws.com/role-arn": roleOf("payments") };
  await live.kube[cluster].patch(account, { metadata: { annotations } });
  expect(await check()).toMatchObject({ state: "differs" });
  const inTheWay = `${name} is annotated with ${roleOf("payments")}: pods may get that role, and not the one that EKS associates`;
  expect(await tryLaunch("Who am I")).toMatchObject(refusal(inTheWay));
  expect(await apply()).toMatchObject({ ok: true, data: { action: "repair", after: {} } });
  expect(await check()).toMatchObject({ state: "same" });
});

test("an association to another role is told by the list, with what changes it, and before a launch", async () => {
  await associateWith(roleOf("payments"));
  expect(await check()).toMatchObject({ state: "association-differs" });
  const { association, toAssociate } = await manifest();
  expect(association).toMatchObject({ verdict: "differs", found: { roleArn: roleOf("payments") } });
  expect(toAssociate).toMatch(/^aws eks update-pod-identity-association .*--role-arn .*slipway-orders-batch$/s);
  const another = `EKS associates ${roleOf("payments")} with ${name} of ${namespace}: ${roleArn} is registered`;
  expect(await tryLaunch("Who am I")).toMatchObject(refusal(another));
});

test("an association that is gone is told by the list, with what makes it, and before a launch", async () => {
  await associateWith(null);
  expect(await check()).toMatchObject({ state: "association-absent" });
  expect((await manifest()).toAssociate).toMatch(/^aws eks create-pod-identity-association /);
  const none = `EKS associates no role with ${name} of ${namespace}: ${roleArn} is registered`;
  expect(await tryLaunch("Who am I")).toMatchObject(refusal(none));
  await associateWith(roleArn);
  expect(await check()).toMatchObject({ state: "same" });
});

test("a role that shuts EKS Pod Identity out is told before a launch", async () => {
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: "slipway-payments-batch" }));
  const PolicyDocument = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "");
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "slipway-orders-batch", PolicyDocument }));
  const out = `The role ${roleArn} does not let EKS Pod Identity in for ${name} of ${namespace}`;
  expect(await tryLaunch("Who am I")).toMatchObject(refusal(out));
});
