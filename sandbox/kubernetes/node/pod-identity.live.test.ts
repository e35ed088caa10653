import { afterAll, beforeAll, expect, test } from "vitest";
import { createJob, jobEnd, startTestCluster, type TestCluster } from "./test-cluster.ts";

const role = "arn:aws:iam::111122223333:role/reports";
const agentUrl = "http://127.0.0.1:2/v1/credentials";
const associated = new Set(["associated", "both"]);
let cluster: TestCluster;
beforeAll(async () => {
  const associations = { has: (_: string, name: string) => associated.has(name), agentUrl };
  const webhook = { region: "eu-central-1", endpointUrl: "http://127.0.0.1:1", associations };
  cluster = await startTestCluster({ podIdentityWebhook: webhook });
  const annotations = { "eks.amazonaws.com/role-arn": role };
  for (const metadata of [{ name: "reports", annotations }, { name: "associated" }, { name: "both", annotations }])
    await cluster.api.create("/api/v1/namespaces/default/serviceaccounts", { metadata });
}, 120_000);
afterAll(() => cluster?.stop());

const script =
  "env | grep ^AWS_ | sort; for file in $AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE $AWS_WEB_IDENTITY_TOKEN_FILE; do cut -d. -f2 $file; done";
const claimsIn = (line = "") => JSON.parse(Buffer.from(line, "base64url").toString());

async function run(name: string, serviceAccountName: string): Promise<string[]> {
  const container = { name: "main", image: cluster.image, command: ["sh", "-c", script] };
  await createJob(cluster.api, name, { serviceAccountName, containers: [container] });
  const { pod } = await jobEnd(cluster.api, name);
  return (await cluster.readLog(pod.metadata.name, "container=main")).text.trim().split("\n");
}

test("a pod whose service account names a role gets a web identity token for it", { timeout: 60_000 }, async () => {
  const lines = await run("with-role", "reports");
  const claims = claimsIn(lines.pop());
  expect(claims).toMatchObject({ aud: ["sts.amazonaws.com"], sub: "system:serviceaccount:default:reports" });
  expect(lines).toEqual([
    "AWS_DEFAULT_REGION=eu-central-1",
    "AWS_ENDPOINT_URL=http://127.0.0.1:1",
    "AWS_REGION=eu-central-1",
    `AWS_ROLE_ARN=${role}`,
    "AWS_STS_REGIONAL_ENDPOINTS=regional",
    // The webhook's own path, or the file's on this machine where pods have no view of their own.
    expect.stringMatching(/^AWS_WEB_IDENTITY_TOKEN_FILE=\/.+\/token$/),
  ]);
});

test("a pod of an associated service account gets the agent's address and a token for it", {
  timeout: 60_000,
}, async () => {
  const lines = await run("associated", "associated");
  expect(claimsIn(lines.pop())).toMatchObject({
    aud: ["pods.eks.amazonaws.com"],
    sub: "system:serviceaccount:default:associated",
    "kubernetes.io": { pod: { name: expect.stringMatching(/^associated-/) } },
  });
  expect(lines).toEqual([
    expect.stringMatching(/^AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=\/.+\/eks-pod-identity-token$/),
    `AWS_CONTAINER_CREDENTIALS_FULL_URI=${agentUrl}`,
    "AWS_DEFAULT_REGION=eu-central-1",
    "AWS_ENDPOINT_URL=http://127.0.0.1:1",
    "AWS_REGION=eu-central-1",
    "AWS_STS_REGIONAL_ENDPOINTS=regional",
  ]);
});

test("with an annotation and an association a pod has both, of which the SDK takes the web identity first", {
  timeout: 60_000,
}, async () => {
  const lines = await run("both", "both");
  expect(claimsIn(lines.pop()).aud).toEqual(["sts.amazonaws.com"]);
  expect(claimsIn(lines.pop()).aud).toEqual(["pods.eks.amazonaws.com"]);
  expect(lines).toContain(`AWS_ROLE_ARN=${role}`);
  expect(lines.filter((line) => line.startsWith("AWS_REGION="))).toHaveLength(1);
});

test("a pod of another service account gets none, and nothing of this machine's", { timeout: 60_000 }, async () => {
  process.env.AWS_PROFILE = "of-this-machine";
  expect(await run("without-role", "default")).toEqual([""]);
  delete process.env.AWS_PROFILE;
});
