import { simulate } from "#lib/aws/iam.ts";
import type { OpenAccount } from "#lib/cloud/open-account.ts";
import { canRead } from "#lib/vault/can-read.ts";
import { roleBinding } from "#lib/vault/role-binding.ts";
import { type Ability, abilityKey, type Reach } from "./compare-bindings.ts";
import { type AskedAbility, holderOf, type Question, questionsOf } from "./role-actions.ts";

/** SimulatePrincipalPolicy answers for each action × resource: asked in portions, no answer is long. */
const portion = 100;

type Identity = { roleArn: string | null; vaultRole: string | null };

/** What the identity's own policies say; undefined where nobody but the store itself can tell. */
export type ReachOf = (ability: Ability) => Reach | undefined;

/**
 * What an identity's own policies say to each ability: IAM is asked to simulate them, Vault's policies are read. An access key's policies
 * in a data centre can't be read there: its buckets stay unknown. Nothing is used and no value is read.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export async function abilitiesOf(
  account: OpenAccount,
  identity: Identity,
  asked: readonly AskedAbility[],
): Promise<ReachOf> {
  const answers =
    account.kind === "aws" ? await ofRole(account, identity, asked) : await ofVault(account, identity, asked);
  return (ability) => answers.get(abilityKey(ability));
}

async function ofRole(
  account: Extract<OpenAccount, { kind: "aws" }>,
  { roleArn }: Identity,
  asked: readonly AskedAbility[],
): Promise<Map<string, Reach>> {
  if (!roleArn) return new Map();
  const access = account.aws(account.config.region);
  const questions = asked.map((ability) => [ability, questionsOf(ability, holderOf(account.config))] as const);
  const allowed = new Set<string>();
  const answerKey = (action: string, { resource, context }: Pick<Question, "resource" | "context">) =>
    JSON.stringify([action, resource, context]);
  // One call has one context: what is listed below a prefix is asked for each prefix, and a key for each service.
  const alike = Map.groupBy(
    questions.flatMap(([, own]) => own),
    ({ actions, context }) => JSON.stringify([actions, context]),
  );
  for (const [first, ...more] of alike.values()) {
    if (!first) continue;
    const { actions, context } = first;
    const resources = [...new Set([first, ...more].map(({ resource }) => resource))];
    for (let from = 0; from < resources.length; from += portion) {
      const results = await simulate(access, roleArn, [...actions], resources.slice(from, from + portion), context);
      for (const { action, resource, allowed: isAllowed } of results)
        if (isAllowed) allowed.add(answerKey(action, { resource, context }));
    }
  }
  return new Map(
    questions.map(([ability, own]) => [
      abilityKey(ability),
      reachOf(own.flatMap((each) => each.actions.map((action) => [action, allowed.has(answerKey(action, each))]))),
    ]),
  );
}

async function ofVault(
  account: Extract<OpenAccount, { kind: "datacenter" }>,
  { vaultRole }: Identity,
  asked: readonly AskedAbility[],
): Promise<Map<string, Reach>> {
  const role = vaultRole ? await roleBinding(account.vault, account.config.vault.mount, vaultRole) : undefined;
  const policies = role?.policies ?? [];
  const secrets = asked.filter(({ kind }) => kind === "secret");
  const answers = await Promise.all(
    secrets.map(async (each) => {
      const may = await canRead(account.vault, policies, each.name);
      return [abilityKey(each), reachOf([["read", may]])] as const;
    }),
  );
  return new Map(answers);
}

const reachOf = (answers: [action: string, isAllowed: boolean][]): Reach => ({
  allowed: answers.flatMap(([action, isAllowed]) => (isAllowed ? [action] : [])),
  refused: answers.flatMap(([action, isAllowed]) => (isAllowed ? [] : [action])),
});
