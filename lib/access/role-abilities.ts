import { simulate } from "#lib/aws/iam.ts";
import type { OpenAccount } from "#lib/cloud/open-account.ts";
import { canRead } from "#lib/vault/can-read.ts";
import { roleBinding } from "#lib/vault/role-binding.ts";
import { type Ability, abilityKey } from "./compare-bindings.ts";

/** The one action that stands for an access: what a pod calls first. */
const actionOf = { bucket: { read: "s3:GetObject", write: "s3:PutObject" }, secret: "secretsmanager:GetSecretValue" };
/** SimulatePrincipalPolicy answers for each action × resource: asked in portions, no answer is long. */
const portion = 100;

type Identity = { roleArn: string | null; vaultRole: string | null };
/** An ability with what IAM calls its resource. */
export type AskedAbility = Ability & { arn: string | null };

/** Whether the identity may, by its own policies; undefined where nobody but the store itself can tell. */
export type MayOf = (ability: Ability) => boolean | undefined;

/**
 * What an identity's own policies say to each ability: IAM is asked to simulate them, Vault's policies are read. An access key's policies
 * in a data centre can't be read there: its buckets stay unknown. Nothing is used and no value is read.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export async function abilitiesOf(
  account: OpenAccount,
  identity: Identity,
  asked: readonly AskedAbility[],
): Promise<MayOf> {
  const answers =
    account.kind === "aws" ? await ofRole(account, identity, asked) : await ofVault(account, identity, asked);
  return (ability) => answers.get(abilityKey(ability));
}

/** What the question is about, as IAM names it: every key below a prefix, or the secret. */
const resourceOf = ({ kind, arn, name, prefix }: AskedAbility) => {
  const of = arn ?? (kind === "bucket" ? `arn:aws:s3:::${name}` : name);
  return kind === "bucket" ? `${of}/${prefix}*` : of;
};

async function ofRole(
  account: Extract<OpenAccount, { kind: "aws" }>,
  { roleArn }: Identity,
  asked: readonly AskedAbility[],
): Promise<Map<string, boolean>> {
  const answers = new Map<string, boolean>();
  if (!roleArn) return answers;
  const action = ({ kind, access }: AskedAbility) => (kind === "secret" ? actionOf.secret : actionOf.bucket[access]);
  const access = account.aws(account.config.region);
  for (const [name, group] of Map.groupBy(asked, action)) {
    for (let from = 0; from < group.length; from += portion) {
      const some = group.slice(from, from + portion);
      const results = await simulate(access, roleArn, [name], [...new Set(some.map(resourceOf))]);
      const allowed = new Map(results.map((result) => [result.resource, result.allowed]));
      for (const each of some) answers.set(abilityKey(each), allowed.get(resourceOf(each)) ?? false);
    }
  }
  return answers;
}

async function ofVault(
  account: Extract<OpenAccount, { kind: "datacenter" }>,
  { vaultRole }: Identity,
  asked: readonly AskedAbility[],
): Promise<Map<string, boolean>> {
  const role = vaultRole ? await roleBinding(account.vault, account.config.vault.mount, vaultRole) : undefined;
  const policies = role?.policies ?? [];
  const secrets = asked.filter(({ kind }) => kind === "secret");
  const answers = await Promise.all(
    secrets.map(async (each) => [abilityKey(each), await canRead(account.vault, policies, each.name)] as const),
  );
  return new Map(answers);
}
