import { bucketKey } from "#lib/aws/buckets.ts";
import type { EncryptionKey } from "#lib/aws/encryption-key.ts";
import { describeSecret } from "#lib/aws/secrets-manager.ts";
import type { OpenAccount, OpenAwsAccount } from "#lib/cloud/open-account.ts";
import { SlipwayError } from "#lib/platform/errors.ts";
import type { AskedAbility } from "./role-actions.ts";

/** So many are asked about at once. */
const atOnce = 10;

/**
 * Abilities with the keys that encrypt their resources, asked of AWS now. What it does not tell, for whatever reason, is `unknown`: it never
 * throws for that. A data centre is not asked.
 */
export async function withKeys(account: OpenAccount, abilities: readonly AskedAbility[]): Promise<AskedAbility[]> {
  if (account.kind !== "aws") return [...abilities];
  const resources = [...new Map(abilities.map((each) => [each.resourceId, each])).values()];
  const keys = new Map<string, EncryptionKey>();
  for (let at = 0; at < resources.length; at += atOnce)
    await Promise.all(
      resources.slice(at, at + atOnce).map(async (each) => keys.set(each.resourceId, await keyOf(account, each))),
    );
  return abilities.map((each) => ({ ...each, key: keys.get(each.resourceId) ?? "unknown" }));
}

type Encrypted = Pick<AskedAbility, "kind" | "name" | "arn" | "region">;

/** The key that encrypts one resource, as AWS tells it now; it never throws for what AWS does not tell. */
export async function keyOf(account: OpenAwsAccount, { kind, name, arn, region }: Encrypted): Promise<EncryptionKey> {
  try {
    if (kind === "bucket") return await bucketKey(account.aws(region), name);
    return (await describeSecret(account.aws(region), arn ?? name))?.key ?? "unknown";
  } catch (error) {
    if (error instanceof SlipwayError) return "unknown";
    throw error;
  }
}

/** Names of the resources whose keys AWS did not tell: a policy may lack them. */
export const keysUnknown = (abilities: readonly AskedAbility[]): string[] => [
  ...new Set(abilities.filter(({ key }) => key === "unknown").map(({ name }) => name)),
];
