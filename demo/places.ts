import type { z } from "zod";
import type { registerAccount } from "#lib/cloud/register-account.ts";
import { type ClusterName, dcAccount, euAccount, usAccount } from "./company.ts";
import type { DemoKeys } from "./keys.ts";
import type { Sandbox } from "./sandbox.ts";

export const allProjects = { orders: "Orders", payments: "Payments" } as const;
export type Project = keyof typeof allProjects;

export type Place = {
  cluster: ClusterName;
  type: "datacenter" | "eks" | "eks-restricted";
  account: string;
  accountName: string;
  region: string;
  residency: string;
  letters: string;
  projects: Project[];
};
/** The clusters with the account of each, and whose projects run there. */
export const places: Place[] = [
  {
    cluster: "dc-frankfurt",
    type: "datacenter",
    account: dcAccount,
    accountName: "dc-frankfurt",
    region: "eu-central-1",
    residency: "eu",
    letters: "dc",
    projects: ["orders", "payments"],
  },
  {
    cluster: "eks-frankfurt",
    type: "eks",
    account: euAccount,
    accountName: "acme-eu",
    region: "eu-central-1",
    residency: "eu",
    letters: "eu",
    projects: ["orders", "payments"],
  },
  {
    cluster: "eks-virginia",
    type: "eks-restricted",
    account: usAccount,
    accountName: "acme-us",
    region: "us-east-1",
    residency: "us",
    letters: "us",
    projects: ["orders"],
  },
];

/** How Slipway reaches the account of a place, and with what. */
export function accountOf(
  { type, account, accountName, region }: Place,
  sandbox: Sandbox,
  keys: DemoKeys,
): z.input<typeof registerAccount.input> {
  const initImage = { repository: "slipway/init", tag: "0.1.0" };
  const key = keys.portal[account as keyof DemoKeys["portal"]];
  if (type !== "datacenter")
    return {
      name: accountName,
      config: { kind: "aws", accountId: account, region, endpoint: sandbox.aws.url, initImage },
      credential: key,
    };
  return {
    name: accountName,
    config: {
      kind: "datacenter",
      s3: { endpoint: sandbox.datacenterS3.url, region },
      registry: { url: sandbox.registry.url },
      vault: { address: sandbox.vault.url, mount: "kubernetes" },
      initImage,
    },
    credential: { s3: key, registry: keys.registry, vault: { token: keys.vault.portal } },
  };
}

/** How Slipway reaches the cluster of a place. */
export function connectionOf({ type, cluster, region }: Place, sandbox: Sandbox, keys: DemoKeys) {
  if (type !== "datacenter") return { config: { eksClusterName: cluster, region }, credential: null };
  const { url, ca } = sandbox.clusters[cluster];
  return { config: { server: url, ca }, credential: { kind: "token", token: keys.clusterPortal } };
}

/** The ARN of a resource of a place; null where the place has none. */
export async function arnOf(
  { type, account, region }: Place,
  kind: string,
  name: string,
  sandbox: Sandbox,
  keys: DemoKeys,
): Promise<string | null> {
  if (kind === "bucket") return `arn:aws:s3:::${name}`;
  if (type === "datacenter") return null;
  if (kind === "image-repository") return `arn:aws:ecr:${region}:${account}:repository/${name}`;
  const { describeSecret } = await import("#lib/aws/secrets-manager.ts");
  const access = {
    accountId: account,
    region,
    endpoint: sandbox.aws.url,
    credential: keys.portal[account as keyof DemoKeys["portal"]],
  };
  return (await describeSecret(access, name))?.arn ?? null;
}
