import type { AwsAccount } from "#sandbox/aws/accounts.ts";
import { type images, sample } from "./images.ts";
import type { DemoKeys } from "./keys.ts";

type PolicyDocument = AwsAccount["roles"][number]["trust"];
type Issuer = { issuer: string; jwks(): Promise<object> };
export type ClusterName = "dc-frankfurt" | "eks-frankfurt" | "eks-virginia";

const statement = (Action: string[], Resource: string[]) => ({ Effect: "Allow" as const, Action, Resource });
const policy = (...Statement: ReturnType<typeof statement>[]): PolicyDocument => ({ Version: "2012-10-17", Statement });

export const euAccount = "111122223333";
export const usAccount = "444455556666";
export const dcAccount = "000000000000";

/** The company's key that encrypts the bucket of the orders project in Virginia, and nothing else. */
export const ordersKey = `arn:aws:kms:us-east-1:${usAccount}:key/5d0f1c52-7f3e-4c29-9d0b-3f5b6f1f8f11`;

/**
 * The namespaces of every cluster: whose owners decide about each, and the project that its service account is for. `shared-batch` is
 * granted to nobody at first; the service account of the payments project waits there.
 */
export const namespaces = {
  "orders-batch": { owner: "orders", project: "orders", serviceAccount: "orders-batch-runner" },
  "payments-batch": { owner: "payments", project: "payments", serviceAccount: "payments-batch-runner" },
  "shared-batch": { owner: "orders", project: "payments", serviceAccount: "shared-batch-runner" },
} as const;

/** `namespace` and `serviceAccount` of all that a project's jobs run as. */
export const runnersOf = (project: "orders" | "payments") =>
  Object.entries(namespaces)
    .filter(([, place]) => place.project === project)
    .map(([namespace, { serviceAccount }]) => ({ namespace, serviceAccount }));

export const quota = {
  "requests.cpu": "4",
  "limits.cpu": "8",
  "requests.memory": "8Gi",
  "limits.memory": "12Gi",
  pods: "20",
};

export const roleArn = (account: string, project: string) => `arn:aws:iam::${account}:role/slipway-${project}-batch`;

/** Objects that every bucket of the orders project starts with. */
export const ordersObjects = {
  "input/orders.csv": sample("orders.csv"),
  "jobs/daily-orders-report.py": sample("daily-orders-report.py"),
  "jobs/fails-well.py": sample("fails-well.py"),
  "jobs/long-count.py": sample("long-count.py"),
};

const readsBucket = (bucket: string) => [
  statement(["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"], [`arn:aws:s3:::${bucket}/*`]),
  statement(["s3:ListBucket"], [`arn:aws:s3:::${bucket}`]),
];
const readsSecret = (account: string, region: string, name: string) =>
  statement(["secretsmanager:GetSecretValue"], [`arn:aws:secretsmanager:${region}:${account}:secret:${name}-*`]);

const usesKey = (key: string) => statement(["kms:Decrypt", "kms:GenerateDataKey"], [key]);

/** What Slipway's own user may do in an account: look things up, and keep logs and files. It can read no secret. */
const portalPolicy = policy(
  statement(["s3:ListAllMyBuckets", "s3:GetBucketLocation", "s3:GetEncryptionConfiguration", "s3:ListBucket"], ["*"]),
  statement(["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:AbortMultipartUpload"], ["*"]),
  statement(["ecr:DescribeRepositories", "ecr:DescribeImages"], ["*"]),
  statement(["secretsmanager:ListSecrets", "secretsmanager:DescribeSecret"], ["*"]),
  statement(["iam:GetRole", "iam:ListRoles", "iam:SimulatePrincipalPolicy"], ["*"]),
  statement(["eks:ListClusters", "eks:DescribeCluster"], ["*"]),
  statement(["eks:ListPodIdentityAssociations", "eks:DescribePodIdentityAssociation"], ["*"]),
);
/** What the machines of a cluster use to pull images, and to get pods the credentials of their role. */
const nodePolicy = policy(
  statement(["eks-auth:AssumeRoleForPodIdentity"], ["*"]),
  statement(["ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], ["*"]),
);

const trusting = (account: string, issuer: string, runners: ReturnType<typeof runnersOf>): PolicyDocument => {
  const provider = issuer.replace(/^https:\/\//, "");
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${provider}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            [`${provider}:sub`]: runners.map((one) => `system:serviceaccount:${one.namespace}:${one.serviceAccount}`),
            [`${provider}:aud`]: "sts.amazonaws.com",
          },
        },
      },
    ],
  };
};

type EksPlace = {
  account: typeof euAccount | typeof usAccount;
  name: string;
  region: string;
  letters: "eu" | "us";
  cluster: string;
  /** Encrypts the bucket of the orders project. */
  kmsKey?: string;
};

function eksAccount(
  place: EksPlace,
  keys: DemoKeys,
  issuer: Issuer & { url: string; ca: string },
  repositories: ReturnType<typeof images>,
): AwsAccount {
  const { account, region, letters, kmsKey } = place;
  const usesKeys = kmsKey ? [usesKey(kmsKey)] : [];
  const projects = [
    // The binding to the keystore exists in Slipway; the role does not carry it: what preflight has to notice.
    {
      project: "orders",
      statements: [
        ...readsBucket(`acme-orders-${letters}`),
        ...usesKeys,
        readsSecret(account, region, "orders/db-password"),
      ],
    },
    {
      project: "payments",
      statements: [...readsBucket(`acme-payments-${letters}`), readsSecret(account, region, "payments/ledger-key")],
    },
  ] as const;
  return {
    id: account,
    name: place.name,
    users: [
      { name: "slipway", ...keys.portal[account], policies: [portalPolicy, ...usesKeys.map((uses) => policy(uses))] },
      { name: "node", ...keys.node[account], policies: [nodePolicy] },
      {
        name: "administrator",
        ...keys.administrator[account],
        policies: [policy(statement(["iam:*", "eks:*"], ["*"]))],
      },
    ],
    roles: projects.map(({ project, statements }) => ({
      name: `slipway-${project}-batch`,
      trust: trusting(account, issuer.issuer, runnersOf(project)),
      policies: [policy(...statements)],
    })),
    oidcProviders: [{ issuer: issuer.issuer, audiences: ["sts.amazonaws.com"], jwks: issuer.jwks }],
    // Of the archive Slipway is not told: it is there to be discovered.
    buckets: ["orders", "orders-archive", "payments", "slipway-logs"].map((name) => ({
      name: `acme-${name}-${letters}`,
      region,
      versioning: true,
      ...(name === "orders" && kmsKey && { kmsKey }),
    })),
    secrets: [
      { name: "orders/db-password", region, value: keys.secretValues["orders/db-password"] },
      { name: "orders/kafka-keystore", region, value: keys.secretValues["orders/kafka-keystore"] },
      { name: "payments/ledger-key", region, value: keys.secretValues["payments/ledger-key"] },
    ],
    repositories: repositories.map((repository) => ({ ...repository, region })),
    eksClusters: [
      {
        name: place.cluster,
        region,
        endpoint: issuer.url,
        ca: issuer.ca,
        issuer: issuer.issuer,
        jwks: issuer.jwks,
        version: "1.37",
      },
    ],
  };
}

type EksIssuers = {
  "eks-frankfurt": Issuer & { url: string; ca: string };
  "eks-virginia": Issuer & { url: string; ca: string };
};

/** The company's cloud: two AWS accounts, and the data centre's S3 (its users are kept by the same stand-in). */
export function accounts(keys: DemoKeys, issuers: EksIssuers, repositories: ReturnType<typeof images>): AwsAccount[] {
  const s3User = (project: string, bucket: string) => ({
    name: `${project}-batch`,
    ...keys.datacenter[project as "orders" | "payments"],
    policies: [policy(...readsBucket(bucket))],
  });
  return [
    eksAccount(
      { account: euAccount, name: "acme-eu", region: "eu-central-1", letters: "eu", cluster: "eks-frankfurt" },
      keys,
      issuers["eks-frankfurt"],
      repositories,
    ),
    eksAccount(
      {
        account: usAccount,
        name: "acme-us",
        region: "us-east-1",
        letters: "us",
        cluster: "eks-virginia",
        kmsKey: ordersKey,
      },
      keys,
      issuers["eks-virginia"],
      repositories,
    ),
    {
      id: dcAccount,
      name: "dc-frankfurt",
      users: [
        // Whoever administers the data centre's S3 in tests has this key too, and removes objects with it.
        {
          name: "slipway",
          ...keys.portal[dcAccount],
          policies: [portalPolicy, policy(statement(["s3:DeleteObject", "s3:DeleteObjectVersion"], ["*"]))],
        },
        s3User("orders", "acme-orders-dc"),
        s3User("payments", "acme-payments-dc"),
      ],
      roles: [],
      oidcProviders: [],
      buckets: ["acme-orders-dc", "acme-orders-archive-dc", "acme-payments-dc", "acme-slipway-logs-dc"].map((name) => ({
        name,
        region: "eu-central-1",
        versioning: true,
      })),
      secrets: [],
      repositories: [],
      eksClusters: [],
    },
  ];
}
