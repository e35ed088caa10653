import { viaService } from "#lib/aws/encryption-key.ts";
import { dataPath } from "#lib/vault/secret-metadata.ts";
import { type Ability, abilityKey, covers } from "./compare-bindings.ts";
import { type AskedAbility, arnOf, type Holder, keyArnOf, type RoleAction, roleActions } from "./role-actions.ts";

export type Statement = {
  Sid: string;
  Effect: "Allow";
  Action: string | readonly string[];
  Resource: string | readonly string[];
  Condition?: Record<string, Record<string, string | readonly string[]>>;
};

/**
 * The least IAM policy that carries these abilities and nothing beside them; undefined for none, since IAM takes no empty policy. A key whose
 * name AWS did not tell is not in it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function identityPolicy(abilities: readonly AskedAbility[], holder: Holder): string | undefined {
  const granted = leastOf(abilities).flatMap((ability) => roleActions(ability).map((of) => ({ ability, of })));
  const onResources = granted.filter(({ of }) => of.on !== "kms-key");
  const statements = [...Map.groupBy(onResources, ({ of }) => of)].flatMap(([{ sid, actions, on }, group]) => {
    const held = group.map(({ ability }) => ability);
    if (on === "keys") return listStatements(sid, actions, held, holder);
    const resources = held.map((ability) => {
      const arn = literal(arnOf(ability, holder), ability);
      return on === "objects" ? `${arn}/${escaped(ability.prefix)}*` : arn;
    });
    return [statement(sid, actions, resources)];
  });
  statements.push(...keyStatements(granted.filter(({ of }) => of.on === "kms-key")));
  return statements.length > 0 ? policyText(statements) : undefined;
}

/** Keys below a prefix are listed with a condition, and never without it: a bucket's list is one resource. */
function listStatements(sid: string, actions: readonly string[], held: AskedAbility[], holder: Holder): Statement[] {
  const prefixesOf = [...Map.groupBy(held, (ability) => arnOf(ability, holder))].map(
    ([arn, group]) => [arn, group.map(({ prefix }) => prefix).sort()] as const,
  );
  const bySame = [...Map.groupBy(prefixesOf, ([, prefixes]) => JSON.stringify(prefixes)).values()];
  return bySame.map((buckets, at) => {
    const prefixes = buckets[0]?.[1] ?? [];
    const named = statement(
      numbered(sid, at),
      actions,
      buckets.map(([arn]) => arn),
    );
    if (prefixes.includes("")) return named;
    return { ...named, Condition: { StringLike: { "s3:prefix": prefixes.map((prefix) => `${escaped(prefix)}*`) } } };
  });
}

/** A key is used through the service that encrypts with it and not otherwise: a statement for each of them and for what it does with keys. */
function keyStatements(granted: { ability: AskedAbility; of: RoleAction }[]): Statement[] {
  const uses = granted.map(({ ability, of }) => ({
    ...of,
    key: keyArnOf(ability) ?? "",
    via: viaService(ability.kind, ability.region),
  }));
  const byKey = [...Map.groupBy(uses, ({ key, via }) => `${via} ${key}`).values()].flatMap((group) => {
    const [first] = group;
    return first ? [{ ...first, actions: [...new Set(group.flatMap(({ actions }) => actions))].sort() }] : [];
  });
  const alike = [...Map.groupBy(byKey, ({ via, actions }) => JSON.stringify([via, actions])).values()];
  return alike.flatMap((group, at): Statement[] => {
    const [first] = group;
    if (!first) return [];
    const { sid, actions, via } = first;
    const keys = group.map(({ key }) => key);
    const Condition = { StringEquals: { "kms:ViaService": namesOf(via) } };
    return [{ ...statement(numbered(sid, at), actions, keys), Condition }];
  });
}

/** In China a service may name itself as its address ends there, which KMS's documentation leaves open. */
const namesOf = (via: string) => (/\.cn-/.test(via) ? [via, `${via}.cn`] : via);

/** Without those that another one covers. */
const leastOf = <T extends Ability>(abilities: readonly T[]): T[] =>
  [...new Map(abilities.map((ability) => [abilityKey(ability), ability])).values()].filter(
    (ability, _, all) => !all.some((other) => other !== ability && covers(other, ability)),
  );

/** A name's own `*`, `?` and `${` mean themselves. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars */
const escaped = (text: string) => text.replace(/[*?]|\$(?=\{)/g, (mark) => `\${${mark}}`);
/** The wildcards of a secret's ARN that was not seen stay what they are. */
const literal = (arn: string, ability: AskedAbility) =>
  ability.kind === "secret" && !ability.arn ? arn : escaped(arn);

/** The policy of the machines that pull these images: no role of a service account is asked for an image. */
export const pullPolicy = (repositoryArns: readonly string[]): string | undefined =>
  repositoryArns.length === 0
    ? undefined
    : policyText([
        statement("SignInToTheRegistry", ["ecr:GetAuthorizationToken"], ["*"]),
        statement("PullImages", ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], [...repositoryArns]),
      ]);

/** A policy has no two statements of one name. */
const numbered = (sid: string, at: number) => (at === 0 ? sid : `${sid}${at + 1}`);

const statement = (Sid: string, actions: readonly string[], resources: string[]): Statement => ({
  Sid,
  Effect: "Allow",
  Action: oneOrMany(actions),
  Resource: oneOrMany([...new Set(resources)].sort()),
});
const oneOrMany = <T>(all: readonly T[]): T | readonly T[] => (all.length === 1 && all[0] !== undefined ? all[0] : all);

const policyText = (Statement: Statement[]) => JSON.stringify({ Version: "2012-10-17", Statement }, null, 2);

/**
 * The least Vault policy that reads these secrets; undefined for none. A secret with a segment `+`, which no policy can name alone, is left out.
 * https://developer.hashicorp.com/vault/docs/concepts/policies#policy-syntax
 */
export function vaultPolicy(abilities: readonly Ability[]): string | undefined {
  const paths = abilities
    .filter(({ kind }) => kind === "secret")
    .map(({ name }) => decodeURIComponent(dataPath(name)))
    .filter((path) => !path.split("/").includes("+"));
  if (paths.length === 0) return undefined;
  return [...new Set(paths)]
    .sort()
    .map((path) => `path "${path}" {\n  capabilities = ["read"]\n}`)
    .join("\n");
}
