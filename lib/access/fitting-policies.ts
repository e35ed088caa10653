import { repositoryArn } from "#lib/aws/portal-policy.ts";
import type { CloudAccountConfig } from "#lib/cloud/schema.ts";
import { identityPolicy, pullPolicy, vaultPolicy } from "./fitting-policy.ts";
import type { UsedResource } from "./project-uses.ts";
import { type AskedAbility, holderOf } from "./role-actions.ts";

/** Whose policy it is: the role's, that of the machines that pull images, the access key's, or Vault's. */
export type FittingPolicy = { of: "role" | "machines" | "access-key" | "vault"; text: string };

/**
 * The least policies that carry what is bound and has not ended, and nothing beside it; none for what nothing is bound of.
 * @param abilities those of the resources, with the keys that encrypt them
 */
export function fittingPolicies(
  config: CloudAccountConfig,
  resources: readonly UsedResource[],
  abilities: readonly AskedAbility[],
): FittingPolicy[] {
  const holder = holderOf(config);
  const found: Record<string, string | undefined> =
    config.kind === "aws"
      ? { role: identityPolicy(abilities, holder), machines: pullPolicy(pulled(config, resources)) }
      : {
          "access-key": identityPolicy(
            abilities.filter(({ kind }) => kind === "bucket"),
            holder,
          ),
          vault: vaultPolicy(abilities),
        };
  return Object.entries(found).flatMap(([of, text]) => (text ? [{ of: of as FittingPolicy["of"], text }] : []));
}

const pulled = ({ accountId }: { accountId: string }, resources: readonly UsedResource[]) =>
  resources
    .filter(({ kind, hasEnded }) => kind === "image-repository" && !hasEnded)
    .map(({ arn, region, name }) => arn ?? repositoryArn(accountId, region, name));
