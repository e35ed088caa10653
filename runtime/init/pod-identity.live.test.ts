import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CreatePodIdentityAssociationCommand, EKSClient } from "@aws-sdk/client-eks";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startAws } from "#sandbox/aws/server.ts";
import { startPodIdentityAgent } from "#sandbox/kubernetes/node/pod-identity-agent.ts";
import { createInitTrial, type InitTrial } from "./run-init.ts";

const account = "111122223333";
const region = "eu-central-1";
const bucket = "acme-orders-eu";
const issuer = "https://oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLE";
const provider = "oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLE";
const roleArn = `arn:aws:iam::${account}:role/slipway-orders-batch`;
const podsRole = `arn:aws:iam::${account}:role/slipway-pods`;
const admin = { accessKeyId: "AKIAADMINSANDBOX0001", secretAccessKey: "admin-secret-key-of-this-test" };
const node = { accessKeyId: "AKIANODESANDBOX00001", secretAccessKey: "node-secret-key-of-this-test" };

let trial: InitTrial;
let agent: Awaited<ReturnType<typeof startPodIdentityAgent>>;
let aws: Awaited<ReturnType<typeof startAws>>;
let privateKey: CryptoKey;

const allow = (Action: string[], Resource: string[]) => ({
  Version: "2012-10-17" as const,
  Statement: [{ Effect: "Allow" as const, Action, Resource }],
});

beforeAll(async () => {
  trial = await createInitTrial();
  const keys = await generateKeyPair("RS256");
  privateKey = keys.privateKey;
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: "k1", alg: "RS256", use: "sig" };
  aws = await startAws({
    dataDir: join(trial.root, "aws"),
    accounts: [
      {
        id: account,
        name: "orders",
        users: [
          { name: "admin", ...admin, policies: [allow(["*"], ["*"])] },
          { name: "node", ...node, policies: [allow(["eks-auth:AssumeRoleForPodIdentity"], ["*"])] },
        ],
        roles: [
          {
            name: "slipway-pods",
            trust: {
              Version: "2012-10-17",
              Statement: [
                {
                  Effect: "Allow",
                  Principal: { Service: "pods.eks.amazonaws.com" },
                  Action: ["sts:AssumeRole", "sts:TagSession"],
                },
              ],
            },
            policies: [allow(["s3:GetObject", "s3:GetObjectVersion"], [`arn:aws:s3:::${bucket}/input/*`])],
          },
          {
            name: "slipway-orders-batch",
            trust: {
              Version: "2012-10-17",
              Statement: [
                {
                  Effect: "Allow",
                  Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${provider}` },
                  Action: "sts:AssumeRoleWithWebIdentity",
                  Condition: {
                    StringEquals: {
                      [`${provider}:sub`]: "system:serviceaccount:orders:orders-batch",
                      [`${provider}:aud`]: "sts.amazonaws.com",
                    },
                  },
                },
              ],
            },
            policies: [allow(["s3:GetObject", "s3:GetObjectVersion"], [`arn:aws:s3:::${bucket}/input/*`])],
          },
        ],
        oidcProviders: [{ issuer, audiences: ["sts.amazonaws.com"], jwks: async () => ({ keys: [jwk] }) }],
        buckets: [{ name: bucket, region, versioning: true }],
        secrets: [],
        repositories: [],
        eksClusters: [
          {
            name: "batch",
            region,
            endpoint: "https://127.0.0.1:1",
            ca: "",
            issuer,
            version: "1.37",
            jwks: async () => ({ keys: [jwk] }),
          },
        ],
      },
    ],
  });
  agent = await startPodIdentityAgent({ url: aws.url, region, clusterName: "batch", credentials: node });
  const eks = new EKSClient({ region, endpoint: aws.url, credentials: admin });
  const associated = { clusterName: "batch", namespace: "orders", serviceAccount: "associated", roleArn: podsRole };
  await eks.send(new CreatePodIdentityAssociationCommand(associated));
  eks.destroy();
  const s3 = new S3Client({ region, endpoint: aws.url, forcePathStyle: true, credentials: admin });
  for (const Key of ["input/orders.csv", "other/orders.csv"]) {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: "order_id\n" }));
  }
  s3.destroy();
});
afterEach(() => aws.faults.clear());
afterAll(async () => {
  await agent.stop();
  await aws.stop();
  await trial.remove();
});

/** A token of a service account as the cluster projects it into a pod. */
async function tokenFileOf(serviceAccount: string, audience: string): Promise<string> {
  const bound = { namespace: "orders", serviceaccount: { name: serviceAccount, uid: "u1" } };
  const token = await new SignJWT({ "kubernetes.io": bound })
    .setProtectedHeader({ alg: "RS256", kid: "k1" })
    .setIssuer(issuer)
    .setSubject(`system:serviceaccount:orders:${serviceAccount}`)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime("1h")
    .sign(privateKey);
  const tokenFile = join(trial.root, `token-${serviceAccount}-${audience}`);
  await writeFile(tokenFile, token);
  return tokenFile;
}

const start = (env: Record<string, string>, key: string, deadlineSeconds: number) =>
  trial.start(
    {
      deadlineSeconds,
      s3: { region, endpoint: aws.url, pathStyle: true },
      files: [{ bucket, key, path: "orders.csv" }],
    },
    { ...env, AWS_REGION: region, AWS_STS_REGIONAL_ENDPOINTS: "regional", AWS_ENDPOINT_URL: aws.url },
  ).ended;

/** Starts init as EKS starts a container of a pod whose service account is annotated with the role. */
async function startOnEks(serviceAccount: string, key = "input/orders.csv", deadlineSeconds = 20) {
  const tokenFile = await tokenFileOf(serviceAccount, "sts.amazonaws.com");
  return start({ AWS_ROLE_ARN: roleArn, AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile }, key, deadlineSeconds);
}

/** The same of one whose service account EKS associates with a role. */
async function startAssociated(serviceAccount: string) {
  const env = {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: agent.url,
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: await tokenFileOf(serviceAccount, "pods.eks.amazonaws.com"),
  };
  return start(env, "input/orders.csv", 20);
}

test("the role of the service account reads what its policy allows, with no key anywhere", async () => {
  const { code, lastLine } = await startOnEks("orders-batch");
  expect(lastLine).toMatch(/^ready in/);
  expect(code).toBe(0);
});

test("the role that EKS associates with the service account reads what its policy allows, with no AWS_ROLE_ARN anywhere", async () => {
  const { code, lastLine } = await startAssociated("associated");
  expect(lastLine).toMatch(/^ready in/);
  expect(code).toBe(0);
});

test("credentials that EKS Pod Identity does not give are told as such", async () => {
  const { code, lastLine } = await startAssociated("another");
  expect(lastLine).toMatch(/^no AWS credentials: EKS Pod Identity gave none: the association of the service account/);
  expect(code).not.toBe(0);
});

test("a refused object names the role that was refused", async () => {
  const { code, lastLine } = await startOnEks("orders-batch", "other/orders.csv");
  expect(lastLine).toMatch(
    /^file other\/orders\.csv may not be read from bucket acme-orders-eu: AccessDenied for role arn:aws:sts::111122223333:assumed-role\/slipway-orders-batch\/\S+/,
  );
  expect(code).toBe(12);
});

test("a missing object that the role may not list is told as what it may be", async () => {
  const { code, lastLine } = await startOnEks("orders-batch", "input/none.csv");
  expect(lastLine).toMatch(
    /^file input\/none\.csv is not in bucket acme-orders-eu, or may not be read: AccessDenied for role /,
  );
  expect(code).toBe(12);
});

test("a service account that the role does not trust is told so, not that a file is missing", async () => {
  const { code, lastLine } = await startOnEks("default");
  expect(lastLine).toBe(
    `role ${roleArn} may not be assumed: AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity`,
  );
  expect(code).toBe(12);
});

test("an STS in trouble is asked again", async () => {
  const body = "<ErrorResponse><Error><Code>ServiceUnavailable</Code></Error></ErrorResponse>";
  aws.faults.script({ match: ({ method }) => method === "POST", times: 4, status: 503, body });
  const { code } = await startOnEks("orders-batch");
  expect(code).toBe(0);
});

test("an STS that hangs is given up at the deadline", async () => {
  aws.faults.script({ match: ({ method }) => method === "POST", delayMs: 6_000 });
  const { code, lastLine, tookMs } = await startOnEks("orders-batch", undefined, 1);
  expect(lastLine).toBe("getting AWS credentials did not succeed within 1 s: no answer");
  expect(code).toBe(13);
  expect(tookMs).toBeLessThan(4_000);
});
