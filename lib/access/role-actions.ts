import { type EncryptionKey, viaService } from "#lib/aws/encryption-key.ts";
import { partitionOf } from "#lib/aws/portal-policy.ts";
import type { CloudAccountConfig } from "#lib/cloud/schema.ts";
import type { Ability } from "./compare-bindings.ts";
import type { UsedResource } from "./project-uses.ts";

/** An ability with what IAM calls its resource, and the key that encrypts it, where that was asked. */
export type AskedAbility = Ability & { arn: string | null; region: string; key?: EncryptionKey };
/** Whose resources these are. */
export type Holder = { partition: string; accountId: string };

/** A data centre's S3 speaks of the partition `aws` wherever it stands. */
export const holderOf = (config: CloudAccountConfig): Holder =>
  config.kind === "aws"
    ? { partition: partitionOf(config.region), accountId: config.accountId }
    : { partition: "aws", accountId: "" };

export type RoleAction = {
  /** Of its statement in a policy. */
  sid: string;
  actions: readonly string[];
  /** The objects of a bucket, the list of their keys, the secret, or the KMS key that encrypts. */
  on: "objects" | "keys" | "secret" | "kms-key";
};

// A bucket with versioning gives a pod the version that was pinned, which is a right of its own; without the list, S3 calls an object that
// is not there forbidden.
const readObjects: RoleAction = { sid: "ReadObjects", actions: ["s3:GetObject", "s3:GetObjectVersion"], on: "objects" };
const listKeys: RoleAction = { sid: "ListKeys", actions: ["s3:ListBucket"], on: "keys" };
const writeObjects: RoleAction = { sid: "WriteObjects", actions: ["s3:PutObject"], on: "objects" };
const readSecrets: RoleAction = { sid: "ReadSecrets", actions: ["secretsmanager:GetSecretValue"], on: "secret" };

// Parts of a large object are decrypted again while it is written. https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
const decrypt: RoleAction = { sid: "UseKeys", actions: ["kms:Decrypt"], on: "kms-key" };
const encrypt: RoleAction = { sid: "UseKeys", actions: ["kms:GenerateDataKey", "kms:Decrypt"], on: "kms-key" };

/**
 * What an access is made of in IAM. A role is asked for all of it, and the policy that fits allows all of it: both read this one table.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function roleActions(ability: Pick<AskedAbility, "kind" | "access" | "key">): readonly RoleAction[] {
  const { kind, access } = ability;
  const own = kind === "secret" ? [readSecrets] : access === "read" ? [readObjects, listKeys] : [writeObjects];
  return keyArnOf(ability) ? [...own, access === "read" ? decrypt : encrypt] : own;
}

/** Of the customer's key that encrypts it, if there is one and it is known. */
export const keyArnOf = ({ key }: Pick<AskedAbility, "key">): string | undefined =>
  typeof key === "object" ? key.arn : undefined;

/** What IAM is asked about an ability, with the condition keys that a pod's own request would have. */
export type Question = { actions: readonly string[]; resource: string; context: Record<string, string> };

/** Every question whose answer must be yes for a role to carry the ability. */
export const questionsOf = (ability: AskedAbility, holder: Holder): Question[] =>
  roleActions(ability).map(({ actions, on }): Question => {
    const { kind, prefix, region } = ability;
    const arn = arnOf(ability, holder);
    if (on === "kms-key")
      return { actions, resource: keyArnOf(ability) ?? "", context: { "kms:ViaService": viaService(kind, region) } };
    if (on === "keys") return { actions, resource: arn, context: prefix === "" ? {} : { "s3:prefix": prefix } };
    return { actions, resource: on === "objects" ? `${arn}/${prefix}*` : arn, context: {} };
  });

/** A secret's ARN ends in six characters that only AWS knows: where it was not seen, any will do. */
export function arnOf({ kind, name, arn, region }: AskedAbility, { partition, accountId }: Holder): string {
  if (kind === "bucket") return `arn:${partition}:s3:::${name}`;
  return arn ?? `arn:${partition}:secretsmanager:${region}:${accountId}:secret:${name}-??????`;
}

/** What bindings that have not ended ask of a role; images are pulled by the cluster's machines and not by the role. */
export const abilitiesIn = (resources: readonly UsedResource[]): AskedAbility[] =>
  resources.flatMap(({ id, kind, name, access, prefix, arn, region, hasEnded }) =>
    hasEnded || kind === "image-repository" || access === "pull"
      ? []
      : [{ resourceId: id, kind, name, access, prefix, arn, region }],
  );
