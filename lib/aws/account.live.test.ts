import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startAws } from "#sandbox/aws/server.ts";
import { buildImage } from "#sandbox/registry/image.ts";
import type { AwsCredential } from "./access.ts";
import { bucketKey } from "./buckets.ts";
import { findImage, listRepositories, listTags } from "./ecr.ts";
import { describeCluster, listClusters } from "./eks.ts";
import { eksTokens } from "./eks-token.ts";
import { roleOf, simulate } from "./iam.ts";
import { describeSecret, listSecrets } from "./secrets-manager.ts";
import { callerIdentity } from "./sts.ts";
import { trustAllows } from "./trust-policy.ts";

const region = "eu-central-1";
const issuer = `https://oidc.eks.${region}.amazonaws.com/id/EXAMPLE`;
const key = { accessKeyId: "AKIASLIPWAY000000001", secretAccessKey: "slipway-secret" };
const report = { tags: ["1.0", "latest"], entrypoint: ["python3"], files: { "/app/report.py": "print(1)\n" } };
const { digest } = buildImage(report);
const dataDir = mkdtempSync(join(tmpdir(), "slipway-aws-"));

const allow = (Action: string | string[], Resource: string | string[] = "*") => ({
  Version: "2012-10-17" as const,
  Statement: [{ Effect: "Allow" as const, Action, Resource }],
});
const kmsKey = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const empty = { users: [], roles: [], oidcProviders: [], buckets: [], secrets: [], repositories: [], eksClusters: [] };
const batchRole = "arn:aws:iam::111122223333:role/orders-batch";
const portalRole = "arn:aws:iam::444455556666:role/slipway-portal";

let aws: Awaited<ReturnType<typeof startAws>>;
const access = (credential: AwsCredential = key, accountId = "111122223333") => ({
  accountId,
  region,
  endpoint: aws.url,
  credential,
});

beforeAll(async () => {
  aws = await startAws({
    dataDir,
    accounts: [
      {
        ...empty,
        id: "111122223333",
        name: "eu",
        users: [
          {
            name: "slipway",
            ...key,
            policies: [
              allow(["iam:*", "ecr:*", "eks:*", "secretsmanager:DescribeSecret", "sts:AssumeRole"]),
              allow("s3:GetEncryptionConfiguration", ["arn:aws:s3:::orders-eu", "arn:aws:s3:::plain-eu"]),
            ],
          },
          {
            name: "lister",
            ...key,
            accessKeyId: "AKIASLIPWAYLISTER001",
            policies: [allow("secretsmanager:ListSecrets")],
          },
        ],
        roles: [
          {
            name: "orders-batch",
            trust: {
              Version: "2012-10-17",
              Statement: [
                {
                  Effect: "Allow",
                  Principal: {
                    Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer.slice("https://".length)}`,
                  },
                  Action: "sts:AssumeRoleWithWebIdentity",
                  Condition: {
                    StringEquals: { [`${issuer.slice("https://".length)}:sub`]: "system:serviceaccount:orders:batch" },
                  },
                },
              ],
            },
            policies: [allow("s3:GetObject", "arn:aws:s3:::orders-eu/*")],
          },
        ],
        buckets: [
          { name: "orders-eu", region, versioning: true, kmsKey },
          { name: "plain-eu", region, versioning: true },
          { name: "closed-eu", region, versioning: true, kmsKey },
        ],
        secrets: [
          { name: "orders/db-password", region, value: "never read here" },
          { name: "orders/encrypted", region, value: "never read here", kmsKey },
        ],
        repositories: [
          { name: "batch/orders-report", region, images: [report] },
          { name: "batch/billing", region, images: [] },
        ],
        eksClusters: [
          {
            name: "eks-frankfurt",
            region,
            endpoint: "https://127.0.0.1:6443",
            ca: "-----BEGIN CERTIFICATE-----\n",
            issuer,
            version: "1.34",
          },
        ],
      },
      {
        ...empty,
        id: "444455556666",
        name: "us",
        roles: [
          {
            name: "slipway-portal",
            trust: {
              Version: "2012-10-17",
              Statement: [
                {
                  Effect: "Allow",
                  Principal: { AWS: "arn:aws:iam::111122223333:user/slipway" },
                  Action: "sts:AssumeRole",
                  Condition: { StringEquals: { "sts:ExternalId": "slipway-7" } },
                },
              ],
            },
            policies: [],
          },
        ],
      },
    ],
  });
});
afterAll(async () => {
  await aws.stop();
  rmSync(dataDir, { recursive: true });
});

test("Slipway learns who it is, by its own key and by a role of another account", async () => {
  expect(await callerIdentity(access())).toMatchObject({
    accountId: "111122223333",
    arn: "arn:aws:iam::111122223333:user/slipway",
  });
  const assumed = { ...key, roleArn: portalRole, externalId: "slipway-7" };
  expect(await callerIdentity(access(assumed, "444455556666"))).toMatchObject({ accountId: "444455556666" });
});

test("without the agreed external id the other account's role is denied", async () => {
  await expect(callerIdentity(access({ ...key, roleArn: portalRole }, "444455556666"))).rejects.toMatchObject({
    code: "denied",
  });
});

test("an EKS token is good for STS when it is asked in the name of the same cluster, and no other", async () => {
  const token = await eksTokens(access(), "eks-frankfurt")();
  const url = Buffer.from(token.replace("k8s-aws-v1.", ""), "base64url").toString();
  const asked = (cluster: string) => fetch(url, { headers: { "x-k8s-aws-id": cluster } });
  const answer = await asked("eks-frankfurt");
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining("user/slipway")]);
  expect((await asked("eks-virginia")).status).toBe(403);
});

test("a secret's version is known without its value; one that is not there is undefined", async () => {
  expect(await describeSecret(access(), "orders/db-password")).toMatchObject({
    name: "orders/db-password",
    versionId: expect.any(String),
    arn: expect.stringContaining(":secret:orders/db-password-"),
  });
  expect(await describeSecret(access(), "orders/none")).toBeUndefined();
});

test("a bucket's key is its customer's or none, and who may not ask is told so", async () => {
  expect(await bucketKey(access(), "orders-eu")).toEqual({ arn: kmsKey });
  expect(await bucketKey(access(), "plain-eu")).toBe("none");
  await expect(bucketKey(access(), "closed-eu")).rejects.toMatchObject({
    code: "denied",
    publicMessage: expect.stringContaining("may not tell which key encrypts bucket closed-eu"),
  });
});

test("an S3 that knows no default encryption has no key", async () => {
  const s3 = createServer((_request, response) =>
    response
      .writeHead(404, { "Content-Type": "application/xml" })
      .end("<Error><Code>ServerSideEncryptionConfigurationNotFoundError</Code><Message>Not found</Message></Error>"),
  ).listen(0, "127.0.0.1");
  await once(s3, "listening");
  const endpoint = `http://127.0.0.1:${(s3.address() as AddressInfo).port}`;
  expect(await bucketKey({ ...access(), endpoint }, "orders-eu")).toBe("none");
  s3.closeAllConnections();
  s3.close();
});

test("a secret tells its customer's key, or that it has none", async () => {
  expect(await describeSecret(access(), "orders/encrypted")).toMatchObject({ key: { arn: kmsKey } });
  expect(await describeSecret(access(), "orders/db-password")).toMatchObject({ key: "none" });
});

test("repositories, tags and digests of the account's ECR are found", async () => {
  const { repositories, isTruncated } = await listRepositories(access(), 10);
  expect([repositories.map(({ name }) => name), isTruncated]).toEqual([
    ["batch/billing", "batch/orders-report"],
    false,
  ]);
  expect(await listRepositories(access(), 1)).toMatchObject({ repositories: [{}], isTruncated: true });
  const tags = await listTags(access(), "batch/orders-report");
  expect(tags.map(({ tag }) => tag).sort()).toEqual(["1.0", "latest"]);
  expect(tags[0]).toMatchObject({ digest, pushedAt: expect.any(Date) });
  expect(await listTags(access(), "batch/orders-report", { search: "late" })).toHaveLength(1);
  expect(await findImage(access(), "batch/orders-report", { tag: "1.0" })).toEqual({ digest });
  expect(await findImage(access(), "batch/orders-report", { digest })).toEqual({ digest });
  expect(await findImage(access(), "batch/orders-report", { tag: "9.9" })).toBeUndefined();
  expect(await findImage(access(), "batch/none", { tag: "1.0" })).toBeUndefined();
  await expect(listTags(access(), "batch/none")).rejects.toMatchObject({
    code: "not-found",
    details: { repository: "batch/none" },
  });
});

test("a role shows whom it trusts and what its policies allow", async () => {
  const role = await roleOf(access(), batchRole);
  if (!role) throw new Error("no role");
  expect(trustAllows(role.trust, { issuer, namespace: "orders", serviceAccount: "batch" })).toBe(true);
  expect(trustAllows(role.trust, { issuer, namespace: "orders", serviceAccount: "other" })).toBe(false);
  const resources = ["arn:aws:s3:::orders-eu/in.csv", "arn:aws:s3:::billing-eu/in.csv"];
  const simulated = await simulate(access(), batchRole, ["s3:GetObject"], resources);
  expect(simulated).toHaveLength(2);
  expect(simulated).toEqual(
    expect.arrayContaining([
      { action: "s3:GetObject", resource: resources[0], allowed: true },
      { action: "s3:GetObject", resource: resources[1], allowed: false },
    ]),
  );
  expect(await roleOf(access(), "arn:aws:iam::111122223333:role/none")).toBeUndefined();
});

test("an EKS cluster's endpoint, CA and issuer are found by its name", async () => {
  expect(await describeCluster(access(), "eks-frankfurt")).toMatchObject({
    endpoint: "https://127.0.0.1:6443",
    ca: expect.stringContaining("BEGIN CERTIFICATE"),
    issuer,
  });
  expect(await describeCluster(access(), "eks-none")).toBeUndefined();
  expect(await listClusters(access())).toEqual(["eks-frankfurt"]);
  expect(await listClusters({ ...access(), region: "us-east-1" })).toEqual([]);
});

test("secrets are listed by name and ARN to who may; who may not is told what they lack", async () => {
  const lister = { ...access(), credential: { ...key, accessKeyId: "AKIASLIPWAYLISTER001" } };
  const listed = await listSecrets(lister, 10);
  expect(listed).toEqual({
    secrets: ["orders/db-password", "orders/encrypted"].map((name) => ({
      name,
      arn: expect.stringContaining(`:secret:${name}-`),
    })),
    isTruncated: false,
  });
  await expect(listSecrets(access(), 10)).rejects.toMatchObject({
    code: "denied",
    publicMessage: expect.stringContaining("may not list its secrets"),
  });
});
