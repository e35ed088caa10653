import {
  CreatePodIdentityAssociationCommand,
  DeletePodIdentityAssociationCommand,
  DescribePodIdentityAssociationCommand,
  EKSClient,
  ListPodIdentityAssociationsCommand,
} from "@aws-sdk/client-eks";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPodIdentityAgent } from "#sandbox/kubernetes/node/pod-identity-agent.ts";
import { FRANKFURT, keysOf, startTestCloud } from "../testing/cloud.ts";
import { refusal } from "../testing/refusal.ts";

const API = "https://docs.aws.amazon.com/eks/latest/APIReference";
const roleArn = `arn:aws:iam::${FRANKFURT}:role/orders-of-pods`;
const clusterName = "eks-frankfurt";
const of = { clusterName, namespace: "orders-batch", serviceAccount: "orders" };

let cloud: Awaited<ReturnType<typeof startTestCloud>>;
let eks: EKSClient;
const agents: { stop(): Promise<void> }[] = [];
beforeAll(async () => {
  cloud = await startTestCloud();
  eks = new EKSClient(cloud.config("admin"));
});
afterAll(async () => {
  for (const agent of agents) await agent.stop();
  await cloud.stop();
});

const associate = async (more: Partial<typeof of> = {}, role = roleArn) => {
  const { association } = await eks.send(new CreatePodIdentityAssociationCommand({ ...of, ...more, roleArn: role }));
  return association?.associationId ?? "";
};
const remove = (associationId: string) =>
  eks.send(new DeletePodIdentityAssociationCommand({ clusterName, associationId }));

test(`an association is created once, found by its service account, described with its role and deleted (${API}/API_CreatePodIdentityAssociation.html)`, async () => {
  const associationId = await associate();
  await associate({ serviceAccount: "other" });
  expect(await refusal(associate())).toMatchObject({ code: "ResourceInUseException", status: 409 });
  const find = async () => (await eks.send(new ListPodIdentityAssociationsCommand(of))).associations;
  const arn = `arn:aws:eks:eu-central-1:${FRANKFURT}:podidentityassociation/${clusterName}/${associationId}`;
  expect(await find()).toEqual([{ ...of, associationArn: arn, associationId }]);
  const describe = () => eks.send(new DescribePodIdentityAssociationCommand({ clusterName, associationId }));
  await cloud.restart();
  eks = new EKSClient(cloud.config("admin"));
  expect((await describe()).association).toMatchObject({ ...of, roleArn, createdAt: expect.any(Date) });
  await remove(associationId);
  expect(await find()).toEqual([]);
  expect(await refusal(describe())).toMatchObject({ code: "ResourceNotFoundException", status: 404 });
});

test("associations of a cluster that is not there are not found, and nobody lists or makes them without the right", async () => {
  const elsewhere = new ListPodIdentityAssociationsCommand({ clusterName: "none" });
  expect(await refusal(eks.send(elsewhere))).toMatchObject({ code: "ResourceNotFoundException" });
  const nobody = new EKSClient(cloud.config("nobody"));
  const denied = { code: "AccessDeniedException", status: 403 };
  expect(await refusal(nobody.send(new ListPodIdentityAssociationsCommand(of)))).toMatchObject(denied);
  const create = new CreatePodIdentityAssociationCommand({ ...of, serviceAccount: "x", roleArn });
  expect(await refusal(nobody.send(create))).toMatchObject(denied);
});

const claims = (namespace: string, name: string) => ({
  sub: `system:serviceaccount:${namespace}:${name}`,
  aud: ["pods.eks.amazonaws.com"],
  "kubernetes.io": { namespace, serviceaccount: { name, uid: "u1" }, pod: { name: "daily-x1", uid: "u2" } },
});

/** What the SDK of a pod does: asks the node's agent with the pod's token. */
async function ask(token: string, node = "node") {
  const options = { url: cloud.url, region: "eu-central-1", clusterName, credentials: keysOf(node) };
  const agent = await startPodIdentityAgent(options);
  agents.push(agent);
  const answer = await fetch(agent.url, { headers: { authorization: token } });
  return { status: answer.status, text: await answer.text() };
}

test(`a pod's token is exchanged for its role's credentials, tagged with where the pod is (${API}/API_auth_AssumeRoleForPodIdentity.html)`, async () => {
  const associationId = await associate();
  const { status, text } = await ask(await cloud.token(claims("orders-batch", "orders")));
  expect(status).toBe(200);
  const given = JSON.parse(text) as Record<string, string>;
  expect(given).toMatchObject({ AccountId: FRANKFURT, Expiration: expect.stringMatching(/Z$/) });
  const credentials = {
    accessKeyId: given.AccessKeyId ?? "",
    secretAccessKey: given.SecretAccessKey ?? "",
    sessionToken: given.Token ?? "",
  };
  const { Arn } = await new STSClient(cloud.config(credentials)).send(new GetCallerIdentityCommand({}));
  expect(Arn).toMatch(/:assumed-role\/orders-of-pods\/eks-eks-frankfurt-daily-x1-/);
  // The role's policy reads below the name of the pod's own namespace.
  const s3 = new S3Client({ ...cloud.config(credentials), forcePathStyle: true });
  await s3.send(new PutObjectCommand({ Bucket: "orders-eu", Key: "orders-batch/in.csv", Body: "x" }));
  const others = new GetObjectCommand({ Bucket: "orders-eu", Key: "billing/in.csv" });
  expect(await refusal(s3.send(others))).toMatchObject({ code: "AccessDenied" });
  await remove(associationId);
});

test.each<[string, () => Promise<string>, string]>([
  ["of no association", () => cloud.token(claims("orders-batch", "none")), "ResourceNotFoundException"],
  ["that the role's trust policy leaves out", () => cloud.token(claims("billing", "orders")), "AccessDeniedException"],
  [
    "for another audience",
    () => cloud.token({ ...claims("billing", "orders"), aud: "sts.amazonaws.com" }),
    "InvalidTokenException",
  ],
  ["that has expired", () => cloud.token({ ...claims("billing", "orders"), exp: 1 }), "ExpiredTokenException"],
])("a token %s gets nothing", async (_what, token, code) => {
  const associationId = await associate({ namespace: "billing" });
  expect((await ask(await token())).text).toContain(code);
  await remove(associationId);
});

test("a node that may not ask for pods gets them nothing", async () => {
  const { status, text } = await ask(await cloud.token(claims("orders-batch", "orders")), "nobody");
  expect([status, text]).toEqual([400, expect.stringContaining("eks-auth:AssumeRoleForPodIdentity")]);
});
