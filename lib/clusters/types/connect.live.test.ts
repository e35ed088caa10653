import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startAuthenticator } from "#sandbox/aws/authenticator.ts";
import { startAws } from "#sandbox/aws/server.ts";
import { startControlPlane } from "#sandbox/kubernetes/control-plane/server.ts";
import type { ConnectContext } from "../cluster-type.ts";
import { clusterTypes } from "./registry.ts";

const region = "eu-central-1";
const uid = "0f6a7c1e-0000-4000-8000-0000000000e5";
const keys = {
  slipway: { accessKeyId: "AKIASLIPWAY000000002", secretAccessKey: "slipway-secret" },
  stranger: { accessKeyId: "AKIASTRANGER00000002", secretAccessKey: "stranger-secret" },
};
const mayDescribe = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow" as const, Action: "eks:DescribeCluster", Resource: "*" }],
};
const empty = { roles: [], oidcProviders: [], buckets: [], secrets: [], repositories: [] };
const dataDir = mkdtempSync(join(tmpdir(), "slipway-connect-"));
const stops: (() => Promise<void>)[] = [() => Promise.resolve(rmSync(dataDir, { recursive: true }))];
let awsUrl: string;
let plane: Awaited<ReturnType<typeof startControlPlane>>;

/** AWS, the cluster's authenticator and the cluster each need another's address: AWS's is chosen first. */
beforeAll(async () => {
  const port = await freePort();
  const stsUrl = `http://127.0.0.1:${port}`;
  const principalArn = "arn:aws:iam::111122223333:user/slipway";
  const entry = { principalArn, username: "slipway", groups: ["system:masters"] };
  const authenticator = await startAuthenticator({ stsUrl, clusterName: "eks-frankfurt", accessEntries: [entry] });
  stops.push(authenticator.stop);
  plane = await startControlPlane({
    name: "eks-frankfurt",
    uid,
    dataDir: join(dataDir, "plane"),
    tokens: [{ token: "portal", user: "portal", groups: ["system:masters"] }],
    tokenReviewWebhook: authenticator.url,
  });
  stops.push(plane.stop);
  const user = (name: keyof typeof keys) => ({ name, ...keys[name], policies: [mayDescribe] });
  const cluster = {
    name: "eks-frankfurt",
    region,
    endpoint: plane.url,
    ca: plane.ca,
    issuer: plane.issuer,
    version: "1.34",
  };
  const account = {
    ...empty,
    id: "111122223333",
    name: "eu",
    users: [user("slipway"), user("stranger")],
    eksClusters: [cluster],
  };
  const aws = await startAws({ port, dataDir: join(dataDir, "aws"), accounts: [account] });
  stops.push(aws.stop);
  awsUrl = aws.url;
});
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

const eksConfig = (eksClusterName = "eks-frankfurt") => ({ eksClusterName, region });
const asUser = (user: keyof typeof keys): ConnectContext => ({
  cluster: "eks-frankfurt",
  uid,
  aws: { accountId: "111122223333", region: "us-east-1", endpoint: awsUrl, credential: keys[user] },
});
const namespace = (name: string) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } });

test.each(["eks", "eks-restricted"] as const)(
  "%s is reached by its AWS name and identity alone, and written to",
  async (type) => {
    const session = await clusterTypes[type].connect(eksConfig(), undefined, asUser("slipway"));
    onTestFinished(() => session.close());
    expect(await session.uid()).toBe(uid);
    expect(await session.canI("create", "jobs", "default", "batch")).toBe(true);
    await session.create(namespace(`made-by-${type}`));
    expect(await session.get("Namespace", undefined, `made-by-${type}`)).toBeDefined();
  },
);

test("an AWS identity without an access entry is not let into the cluster", async () => {
  const session = await clusterTypes.eks.connect(eksConfig(), undefined, asUser("stranger"));
  onTestFinished(() => session.close());
  await expect(session.list("Namespace")).rejects.toMatchObject({
    code: "denied",
    details: { cluster: "eks-frankfurt", status: 401 },
  });
});

test("an EKS cluster that is not there, and one without its account, are said to be so", async () => {
  const connecting = clusterTypes.eks.connect(eksConfig("eks-none"), undefined, asUser("slipway"));
  await expect(connecting).rejects.toMatchObject({
    code: "not-found",
    publicMessage: expect.stringContaining("eks-none"),
  });
  await expect(clusterTypes.eks.connect(eksConfig(), undefined, {})).rejects.toMatchObject({ code: "invalid" });
});

test("a data-centre cluster is reached by its address, its CA and a token", async () => {
  const { datacenter } = clusterTypes;
  const config = { server: plane.url, ca: plane.ca };
  const session = await datacenter.connect(
    config,
    { kind: "token", token: "portal" },
    { cluster: "dc-frankfurt", uid },
  );
  onTestFinished(() => session.close());
  expect(await session.version()).toMatch(/^v1\./);
  await session.create(namespace("made-by-datacenter"));
  const forged = await datacenter.connect(config, { kind: "token", token: "forged" }, { cluster: "dc-frankfurt" });
  onTestFinished(() => forged.close());
  await expect(forged.list("Namespace")).rejects.toMatchObject({
    code: "denied",
    details: { cluster: "dc-frankfurt" },
  });
});
