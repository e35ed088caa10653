import { createHash, randomBytes } from "node:crypto";
import type { Repository } from "#sandbox/registry/repository.ts";
import { createRepository } from "#sandbox/registry/repository.ts";
import type { AwsAccount } from "./accounts.ts";
import type { PolicyDocument } from "./policy/policy-document.ts";

export type AccessKey = {
  id: string;
  secret: string;
  status: "Active" | "Inactive";
  createdAt: string;
  lastUsed?: { at: string; service: string; region: string };
};
type Changeable = { /** True once an API call has changed it. */ changed?: boolean };

export type User = Changeable & {
  name: string;
  arn: string;
  id: string;
  createdAt: string;
  /** Tells a seed key that was deleted from one that came with a new seed. */
  seedKeyId: string;
  accessKeys: AccessKey[];
  policies: Record<string, PolicyDocument>;
};
export type Role = Changeable & {
  name: string;
  arn: string;
  id: string;
  createdAt: string;
  trust: PolicyDocument;
  policies: Record<string, PolicyDocument>;
};
export type SecretVersion = { id: string; stages: string[]; createdAt: string; value: string };
export type Secret = Changeable & {
  name: string;
  region: string;
  arn: string;
  createdAt: string;
  changedAt: string;
  description?: string;
  /** As it was put; absent for AWS's own key. */
  kmsKeyId?: string;
  versions: SecretVersion[] /* newest first */;
};
/** Which role EKS gives to the pods of which service account. */
export type PodIdentityAssociation = Changeable & {
  id: string;
  arn: string;
  namespace: string;
  serviceAccount: string;
  roleArn: string;
  createdAt: string;
};
export type EcrRepository = Repository & { region: string; arn: string; uri: string; createdAt: Date };

export type Account = Pick<AwsAccount, "id" | "name" | "oidcProviders" | "eksClusters"> & {
  users: Map<string, User>;
  roles: Map<string, Role>;
  secrets: Map<string /* ARN */, Secret>;
  repositories: EcrRepository[];
  associations: Map<string /* id */, PodIdentityAssociation>;
};

export type World = Map<string, Account>;

export function createAccount(seed: AwsAccount, startedAt = new Date().toISOString()): Account {
  const { id, name, oidcProviders, eksClusters } = seed;
  const arn = (kind: string, named: string) => `arn:aws:iam::${id}:${kind}/${named}`;
  const users = seed.users.map((user): User => {
    const key: AccessKey = {
      id: user.accessKeyId,
      secret: user.secretAccessKey,
      status: "Active",
      createdAt: user.keyCreatedAt?.toISOString() ?? startedAt,
    };
    return {
      name: user.name,
      arn: arn("user", user.name),
      id: uniqueId("AIDA", id, user.name),
      createdAt: key.createdAt,
      seedKeyId: key.id,
      accessKeys: [key],
      policies: named(user.policies),
    };
  });
  const roles = seed.roles.map(
    (role): Role => ({
      name: role.name,
      arn: arn("role", role.name),
      id: uniqueId("AROA", id, role.name),
      createdAt: startedAt,
      trust: role.trust,
      policies: named(role.policies),
    }),
  );
  const secrets = seed.secrets.map(
    ({ region, name, value, kmsKey }): Secret => ({
      ...createSecret(id, region, name, value),
      ...(kmsKey && { kmsKeyId: kmsKey }),
    }),
  );
  const repositories = seed.repositories.map(
    (repository): EcrRepository => ({
      ...createRepository(repository.name, repository.images),
      region: repository.region,
      arn: `arn:aws:ecr:${repository.region}:${id}:repository/${repository.name}`,
      uri: `${id}.dkr.ecr.${repository.region}.amazonaws.com/${repository.name}`,
      createdAt: new Date(),
    }),
  );
  return {
    id,
    name,
    oidcProviders,
    eksClusters,
    users: new Map(users.map((user) => [user.name, user])),
    roles: new Map(roles.map((role) => [role.name, role])),
    secrets: new Map(secrets.map((secret) => [secret.arn, secret])),
    repositories,
    associations: new Map(),
  };
}

/** A secret's ARN ends in six characters of its own; here they follow from the name, so that a restart keeps the ARN. */
export function createSecret(
  account: string,
  region: string,
  name: string,
  value: string | undefined,
  versionId = uuidFrom(account, region, name),
): Secret {
  const now = new Date().toISOString();
  const suffix = createHash("sha256")
    .update(`${account}/${region}/${name}`)
    .digest("base64url")
    .replace(/[-_]/g, "x")
    .slice(0, 6);
  const versions = value === undefined ? [] : [{ id: versionId, stages: ["AWSCURRENT"], createdAt: now, value }];
  return {
    name,
    region,
    arn: `arn:aws:secretsmanager:${region}:${account}:secret:${name}-${suffix}`,
    createdAt: now,
    changedAt: now,
    versions,
  };
}

/** Letters and digits as AWS's own identifiers have them: 16 after the four of a key, 17 after those of a user or role. */
export function uniqueId(kind: "AIDA" | "AROA" | "AKIA" | "ASIA", ...from: string[]): string {
  const bytes = from.length > 0 ? createHash("sha256").update(from.join("/")).digest() : randomBytes(17);
  const length = kind === "AKIA" || kind === "ASIA" ? 16 : 17;
  return kind + Array.from(bytes.subarray(0, length), (byte) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[byte & 31]).join("");
}

function uuidFrom(...from: string[]): string {
  const hex = createHash("sha256").update(from.join("/")).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function named(policies: PolicyDocument[]): Record<string, PolicyDocument> {
  return Object.fromEntries(policies.map((policy, at) => [policy.Id ?? `policy-${at + 1}`, policy]));
}
