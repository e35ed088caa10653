import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreatePodIdentityAssociationCommand,
  DeletePodIdentityAssociationCommand,
  EKSClient,
} from "@aws-sdk/client-eks";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { cloudAccounts } from "#db/schema/cloud.ts";
import { clusters } from "#db/schema/clusters.ts";
import { trustStatement } from "#lib/aws/trust-policy.ts";
import { sealCredential } from "#lib/cloud/open-account.ts";
import { test, type World } from "#lib/testing/world.ts";
import { startAws } from "#sandbox/aws/server.ts";
import { listServiceAccountRoles } from "./service-account-roles.ts";

const region = "eu-central-1";
const accountId = "111122223333";
const issuer = `https://oidc.eks.${region}.amazonaws.com/id/EXAMPLE`;
const empty = { users: [], roles: [], oidcProviders: [], buckets: [], secrets: [], repositories: [], eksClusters: [] };
const key = (name: string) => ({ accessKeyId: `AKIA${name.padEnd(16, "X")}`, secretAccessKey: `${name}-only-a-test` });
const user = (name: string, Action: string[]) => ({
  name: name.toLowerCase(),
  ...key(name),
  policies: [{ Version: "2012-10-17" as const, Statement: [{ Effect: "Allow" as const, Action, Resource: "*" }] }],
});
const associations = ["eks:ListPodIdentityAssociations", "eks:DescribePodIdentityAssociation"];
const lettingIn = (namespace: string, serviceAccount: string) => ({
  Version: "2012-10-17" as const,
  Statement: [trustStatement({ partition: "aws", accountId }, { issuer, namespace, serviceAccount }) as never],
});
const ofPodIdentity = {
  Version: "2012-10-17" as const,
  Statement: [
    {
      Effect: "Allow" as const,
      Principal: { Service: "pods.eks.amazonaws.com" },
      Action: ["sts:AssumeRole", "sts:TagSession"],
    },
  ],
};
const role = (name: string, trust: typeof ofPodIdentity | ReturnType<typeof lettingIn>) => ({
  name,
  trust,
  policies: [],
});

const dataDir = mkdtempSync(join(tmpdir(), "slipway-roles-"));
let aws: Awaited<ReturnType<typeof startAws>>;
beforeAll(async () => {
  aws = await startAws({
    dataDir,
    accounts: [
      {
        ...empty,
        id: accountId,
        name: "eu",
        users: [
          user("SLIPWAY", ["iam:ListRoles", "eks:DescribeCluster", ...associations]),
          user("NARROW", ["eks:DescribeCluster", ...associations]),
          user("KEEPER", ["eks:*", "iam:PassRole"]),
          user("BLIND", ["iam:ListRoles"]),
        ],
        roles: [
          ...Array.from({ length: 1020 }, (_, at) => role(`a-role-${at}`, lettingIn("billing", "runner"))),
          role("pods-of-eks", ofPodIdentity),
          role("zz-orders-batch", lettingIn("orders-batch", "runner")),
        ],
        eksClusters: [{ name: "batch", region, endpoint: "https://127.0.0.1:6443", ca: "", issuer, version: "1.37" }],
      },
    ],
  });
});
afterAll(async () => {
  await aws.stop();
  rmSync(dataDir, { recursive: true });
});

/** The roles that are offered for `runner` of `orders-batch`, to a portal that has this user's key. */
async function offered(world: World, portal: string, endpoint = aws.url) {
  const ctx = await world.contextOf(world.people.admin);
  const config = { kind: "aws", accountId, region, endpoint, initImage: { repository: "slipway/init", tag: "1" } };
  const cloudAccountId = crypto.randomUUID();
  const sealedCredential = sealCredential(key(portal), cloudAccountId);
  await world.db
    .insert(cloudAccounts)
    .values({ id: cloudAccountId, name: "acme-eu", kind: "aws", config, sealedCredential });
  const [cluster] = await world.db
    .insert(clusters)
    .values({
      name: "eks-test",
      type: "eks",
      region,
      residency: "eu",
      cloudAccountId,
      config: { eksClusterName: "batch", region },
      uid: crypto.randomUUID(),
    })
    .returning({ id: clusters.id });
  const answer = await listServiceAccountRoles.execute(ctx, {
    clusterId: cluster?.id ?? "",
    namespace: "orders-batch",
    name: "runner",
  });
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.data;
}

const arnOf = (name: string) => `arn:aws:iam::${accountId}:role/${name}`;

/** While EKS gives a role to the pods of `runner`. */
async function associated(roleArn: string, look: () => Promise<void>) {
  const keeper = new EKSClient({ region, endpoint: aws.url, credentials: key("KEEPER") });
  const of = { clusterName: "batch", namespace: "orders-batch", serviceAccount: "runner", roleArn };
  const { association } = await keeper.send(new CreatePodIdentityAssociationCommand(of));
  const associationId = association?.associationId;
  await look().finally(() =>
    keeper.send(new DeletePodIdentityAssociationCommand({ clusterName: "batch", associationId })),
  );
}

describe("the roles to choose a service account's from", () => {
  test("are read page by page, and those come first that let it in, by its token and by EKS Pod Identity", async ({
    world,
  }) => {
    const { roles, isPartial, problem, statement } = await offered(world, "SLIPWAY");
    expect(problem).toBeNull();
    expect(roles.slice(0, 3)).toEqual([
      { arn: arnOf("zz-orders-batch"), name: "zz-orders-batch", trust: "web-identity", letsPodsIn: false },
      { arn: arnOf("pods-of-eks"), name: "pods-of-eks", trust: "pod-identity", letsPodsIn: true },
      expect.objectContaining({ trust: "none" }),
    ]);
    expect({ shown: roles.length, isPartial }).toEqual({ shown: 500, isPartial: true });
    expect(JSON.parse(statement ?? "")).toEqual(lettingIn("orders-batch", "runner").Statement[0]);
  });

  test("begin with the one that EKS associates with it", async ({ world }) => {
    const roleArn = arnOf("pods-of-eks");
    await associated(roleArn, async () => {
      const { roles, association } = await offered(world, "SLIPWAY");
      expect(roles.slice(0, 2)).toEqual([
        { arn: roleArn, name: "pods-of-eks", trust: "associated", letsPodsIn: true },
        expect.objectContaining({ name: "zz-orders-batch", trust: "web-identity" }),
      ]);
      expect(association).toMatchObject({ roleArn });
    });
  });

  test("are the associated one alone where Slipway may not list the others", async ({ world }) => {
    const roleArn = "arn:aws:iam::444455556666:role/elsewhere";
    await associated(roleArn, async () => {
      const { roles, problem } = await offered(world, "NARROW");
      expect(roles).toEqual([{ arn: roleArn, name: "elsewhere", trust: "associated", letsPodsIn: true }]);
      expect(problem).toContain("may not list the account's roles");
    });
  });

  test("are none, and it is said why, where Slipway may not list them", async ({ world }) => {
    const { roles, problem, statement } = await offered(world, "NARROW");
    expect(roles).toEqual([]);
    expect(problem).toContain("may not list the account's roles");
    expect(statement).toContain("system:serviceaccount:orders-batch:runner");
  });

  test("are none, and it is said why, where AWS can't be reached", async ({ world }) => {
    const { roles, problem, associationProblem } = await offered(world, "SLIPWAY", "http://127.0.0.1:9");
    expect(roles).toEqual([]);
    expect(problem).toContain("can't be reached");
    expect(associationProblem).toContain("can't be reached");
  });

  test("let in nobody knows whom, where the cluster can't be described", async ({ world }) => {
    const { roles, statement, association, associationProblem } = await offered(world, "BLIND");
    expect(association).toBeNull();
    expect(associationProblem).toContain("may not find the role that EKS cluster batch associates with runner");
    expect(new Set(roles.map(({ trust }) => trust))).toEqual(new Set(["unknown"]));
    expect(statement).toBeNull();
  });
});
