import { afterAll, beforeAll, expect, test } from "vitest";
import { createJob, jobEnd, startTestCluster, type TestCluster } from "./test-cluster.ts";

const role = "arn:aws:iam::111122223333:role/reports";
let cluster: TestCluster;
beforeAll(async () => {
  const webhook = { region: "eu-central-1", endpointUrl: "http://127.0.0.1:1" };
  cluster = await startTestCluster({ podIdentityWebhook: webhook });
  await cluster.api.create("/api/v1/namespaces/default/serviceaccounts", {
    metadata: { name: "reports", annotations: { "eks.amazonaws.com/role-arn": role } },
  });
}, 120_000);
afterAll(() => cluster?.stop());

const script = 'env | grep ^AWS_ | sort; if [ -n "$AWS_ROLE_ARN" ]; then cut -d. -f2 $AWS_WEB_IDENTITY_TOKEN_FILE; fi';

async function run(name: string, serviceAccountName: string): Promise<string[]> {
  const container = { name: "main", image: cluster.image, command: ["sh", "-c", script] };
  await createJob(cluster.api, name, { serviceAccountName, containers: [container] });
  const { pod } = await jobEnd(cluster.api, name);
  return (await cluster.readLog(pod.metadata.name, "container=main")).text.trim().split("\n");
}

test("a pod whose service account names a role gets a web identity token for it", { timeout: 60_000 }, async () => {
  const lines = await run("with-role", "reports");
  const claims = JSON.parse(Buffer.from(lines.pop() ?? "", "base64url").toString());
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

test("a pod of another service account gets none, and nothing of this machine's", { timeout: 60_000 }, async () => {
  process.env.AWS_PROFILE = "of-this-machine";
  expect(await run("without-role", "default")).toEqual([""]);
  delete process.env.AWS_PROFILE;
});
