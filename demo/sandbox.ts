import path from "node:path";
import type { AwsAccount } from "#sandbox/aws/accounts.ts";
import { startAuthenticator } from "#sandbox/aws/authenticator.ts";
import { startAws } from "#sandbox/aws/server.ts";
import { startIdentity } from "#sandbox/identity/server.ts";
import { startControlPlane } from "#sandbox/kubernetes/control-plane/server.ts";
import { startNode } from "#sandbox/kubernetes/node/node.ts";
import { startPodIdentityAgent } from "#sandbox/kubernetes/node/pod-identity-agent.ts";
import { startRegistry } from "#sandbox/registry/server.ts";
import { startVault } from "#sandbox/vault/server.ts";
import { setUpCluster } from "./cluster-objects.ts";
import { accounts, type ClusterName, dcAccount, euAccount, runnersOf, usAccount } from "./company.ts";
import { ecrAuthorization } from "./ecr-authorization.ts";
import { images } from "./images.ts";
import type { DemoKeys } from "./keys.ts";
import { startUnregistered } from "./unregistered.ts";

type ControlPlane = Awaited<ReturnType<typeof startControlPlane>>;
export type StartControlPlane = (
  options: Parameters<typeof startControlPlane>[0],
) => Promise<Omit<ControlPlane, "faults"> & Partial<Pick<ControlPlane, "faults">>>;
/** The data centre's own S3, with the buckets and users of `account`; its first user is the administrator. */
export type StartDatacenterS3 = (options: {
  dataDir: string;
  region: string;
  account: AwsAccount;
}) => Promise<{ url: string; stop(): Promise<void> }>;

type Options = {
  folder: string;
  keys: DemoKeys;
  initProgram: Uint8Array;
  portalUrl: string;
  /** Ports to prefer; another is taken where one is not free. */
  ports: Record<"identity" | "aws" | "vault" | "registry" | ClusterName, number>;
  /** A real control plane instead of the stand-in, for the tests that have one. */
  startControlPlane?: StartControlPlane;
  /** A real S3 in the data centre, for the tests that have one; else the stand-in keeps its buckets too. */
  startDatacenterS3?: StartDatacenterS3;
  /** AWS accounts that the company has besides, which Slipway is not told of. */
  moreAccounts?: AwsAccount[];
  /** One more cluster of each type, for who registers one. */
  withUnregistered?: boolean;
  signIns: { sub: string; name: string; email: string; groups: string[] }[];
};

const places = {
  "eks-frankfurt": { account: euAccount, region: "eu-central-1" },
  "eks-virginia": { account: usAccount, region: "us-east-1" },
} as const;

/** Starts the company's world: three clusters with their nodes, its AWS accounts, Vault, registry and identity provider. */
export async function startSandbox({ folder, keys, initProgram, portalUrl, ports, signIns, ...options }: Options) {
  const start: StartControlPlane = options.startControlPlane ?? startControlPlane;
  const stops: (() => Promise<unknown>)[] = [];
  const keep = <T extends { stop(): Promise<unknown> }>(started: T): T => {
    stops.unshift(() => started.stop());
    return started;
  };
  const stop = async () => {
    for (const each of stops.splice(0)) await each().catch(() => {});
  };

  try {
    // The authenticators verify against STS, which is started after the clusters whose keys it needs: it is asked by address alone.
    const stsUrl = `http://127.0.0.1:${ports.aws}`;
    const tokens = [
      { token: keys.clusterAdmin, user: "admin", groups: ["system:masters"] },
      { token: keys.clusterPortal, user: "slipway", groups: [] },
      { token: keys.vault.reviewer, user: "vault", groups: [] },
    ];
    const startCluster = async (name: ClusterName) => {
      const isEks = name !== "dc-frankfurt";
      const accessEntries = isEks
        ? [{ principalArn: `arn:aws:iam::${places[name].account}:user/slipway`, username: "slipway", groups: [] }]
        : [];
      const authenticator = isEks
        ? keep(await startAuthenticator({ stsUrl, clusterName: name, accessEntries }))
        : undefined;
      const cluster = keep(
        await start({
          name,
          uid: keys.clusterUids[name],
          port: ports[name],
          dataDir: path.join(folder, "clusters", name),
          tokens: isEks ? tokens.filter(({ user }) => user === "admin") : tokens,
          audiences: ["sts.amazonaws.com", "vault"],
          ...(authenticator ? { tokenReviewWebhook: authenticator.url } : {}),
        }),
      );
      await setUpCluster({ name, url: cluster.url, ca: cluster.ca, token: keys.clusterAdmin, keys });
      return cluster;
    };
    const [dc, frankfurt, virginia] = await Promise.all([
      startCluster("dc-frankfurt"),
      startCluster("eks-frankfurt"),
      startCluster("eks-virginia"),
    ]);
    const clusters = { "dc-frankfurt": dc, "eks-frankfurt": frankfurt, "eks-virginia": virginia };

    const unregistered = options.withUnregistered ? await startUnregistered({ folder, keys, stsUrl, keep }) : undefined;
    const repositories = images(initProgram);
    const own = accounts(keys, { "eks-frankfurt": frankfurt, "eks-virginia": virginia }, repositories);
    const company = [...own, ...(options.moreAccounts ?? [])];
    unregistered?.addTo(company);
    const { startDatacenterS3 } = options;
    const atAws = startDatacenterS3 ? company.filter(({ id }) => id !== dcAccount) : company;
    const aws = keep(await startAws({ port: ports.aws, dataDir: path.join(folder, "s3"), accounts: atAws }));
    const account = company.find(({ id }) => id === dcAccount);
    const datacenterS3 =
      startDatacenterS3 && account
        ? keep(
            await startDatacenterS3({ dataDir: path.join(folder, "datacenter-s3"), region: "eu-central-1", account }),
          )
        : aws;
    const registry = keep(
      await startRegistry({
        port: ports.registry,
        repositories,
        users: [{ name: keys.registry.username, password: keys.registry.password }],
      }),
    );
    const vault = keep(await startVault({ port: ports.vault, ...vaultOf(keys, dc) }));
    const identity = keep(
      await startIdentity({
        port: ports.identity,
        client: {
          id: keys.oidc.clientId,
          secret: keys.oidc.clientSecret,
          redirectUris: [`${portalUrl}/api/auth/callback/oidc`],
        },
        accounts: signIns,
      }),
    );

    const basic = (username: string, password: string) =>
      `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
    const webhookOf = async (
      name: ClusterName,
      { account, region }: (typeof places)["eks-frankfurt" | "eks-virginia"],
    ) => {
      const options = { url: aws.url, region, clusterName: name, credentials: keys.node[account] };
      const agent = keep(await startPodIdentityAgent(options));
      const has = (namespace: string, serviceAccount: string) =>
        aws.hasAssociation({ account, region, name }, { namespace, serviceAccount });
      return { region, endpointUrl: aws.url, associations: { has, agentUrl: agent.url } };
    };
    for (const [name, cluster] of Object.entries(clusters) as [ClusterName, typeof dc][]) {
      const eks = name === "dc-frankfurt" ? undefined : places[name];
      const registries = eks
        ? {
            [`${eks.account}.dkr.ecr.${eks.region}.amazonaws.com`]: {
              url: aws.url,
              authorization: ecrAuthorization(aws.url, eks.region, keys.node[eks.account]),
            },
          }
        : {
            [registry.host]: {
              url: registry.url,
              authorization: async () => basic(keys.registry.username, keys.registry.password),
            },
          };
      keep(
        await startNode({
          name: `${name}-1`,
          server: cluster.url,
          ca: cluster.ca,
          token: keys.clusterAdmin,
          dataDir: path.join(folder, "nodes", name),
          registries,
          ...(eks ? { podIdentityWebhook: await webhookOf(name, eks) } : {}),
        }),
      );
    }
    return { clusters, unregistered, aws, datacenterS3, registry, vault, identity, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

function vaultOf(keys: DemoKeys, dc: { url: string; ca: string }): Omit<Parameters<typeof startVault>[0], "port"> {
  const reads = (path: string) => ({ path, capabilities: ["read" as const] });
  const role = (project: "orders" | "payments") => ({
    name: `${project}-batch`,
    boundServiceAccountNames: runnersOf(project).map(({ serviceAccount }) => serviceAccount),
    boundServiceAccountNamespaces: runnersOf(project).map(({ namespace }) => namespace),
    audience: "vault",
    policies: [`${project}-read`],
    ttlSeconds: 900,
  });
  return {
    rootToken: keys.vault.root,
    policies: {
      slipway: [
        { path: "secret/metadata/*", capabilities: ["read", "list"] },
        reads("auth/kubernetes/role/*"),
        reads("sys/policies/acl/*"),
      ],
      "orders-read": [reads("secret/data/orders/db-password")],
      "payments-read": [reads("secret/data/payments/*")],
    },
    tokens: [{ token: keys.vault.portal, policies: ["slipway"] }],
    kubernetes: [
      {
        mount: "kubernetes",
        host: dc.url,
        ca: dc.ca,
        reviewerJwt: keys.vault.reviewer,
        roles: [role("orders"), role("payments")],
      },
    ],
    secrets: Object.entries(keys.secretValues).map(([path, value]) => ({
      mount: "secret" as const,
      path,
      data: { value },
    })),
  };
}
