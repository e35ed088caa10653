import { partitionOf } from "#lib/aws/portal-policy.ts";
import type { CloudAccountConfig } from "#lib/cloud/schema.ts";
import type { Ability } from "./compare-bindings.ts";
import type { UsedResource } from "./project-uses.ts";

/** An ability with what IAM calls its resource. */
export type AskedAbility = Ability & { arn: string | null; region: string };
/** Whose resources these are. */
export type Holder = { partition: string; accountId: string };

/** A data centre's S3 speaks of the partition `aws` wherever it stands. */
export const holderOf = (config: CloudAccountConfig): Holder =>
  config.kind === "aws"
    ? { partition: partitionOf(config.region), accountId: config.accountId }
    : { partition: "aws", accountId: "" };

type RoleAction = {
  /** Of its statement in a policy. */
  sid: string;
  actions: readonly string[];
  /** The objects of a bucket, the list of their keys, or the secret. */
  on: "objects" | "keys" | "secret";
};

// A bucket with versioning gives a pod the version that was pinned, which is a right of its own; without the list, S3 calls an object that
// is not there forbidden.
const readObjects: RoleAction = { sid: "ReadObjects", actions: ["s3:GetObject", "s3:GetObjectVersion"], on: "objects" };
const listKeys: RoleAction = { sid: "ListKeys", actions: ["s3:ListBucket"], on: "keys" };
const writeObjects: RoleAction = { sid: "WriteObjects", actions: ["s3:PutObject"], on: "objects" };
const readSecrets: RoleAction = { sid: "ReadSecrets", actions: ["secretsmanager:GetSecretValue"], on: "secret" };

/**
 * What an access is made of in IAM. A role is asked for all of it, and the policy that fits allows all of it: both read this one table.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function roleActions({ kind, access }: Pick<Ability, "kind" | "access">): readonly RoleAction[] {
  if (kind === "secret") return [readSecrets];
  return access === "read" ? [readObjects, listKeys] : [writeObjects];
}

/** What IAM is asked about an ability. `prefix` is of the keys that are listed. */
export type Question = { actions: readonly string[]; resource: string; prefix?: string };

/** Every question whose answer must be yes for a role to carry the ability. */
export const questionsOf = (ability: AskedAbility, holder: Holder): Question[] =>
  roleActions(ability).map(({ actions, on }) => ({
    actions,
    resource: on === "objects" ? `${arnOf(ability, holder)}/${ability.prefix}*` : arnOf(ability, holder),
    ...(on === "keys" && ability.prefix !== "" ? { prefix: ability.prefix } : {}),
  }));

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
