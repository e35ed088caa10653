import { says } from "#lib/platform/say.ts";
import { allowsRead, parsePolicy, type VaultRule } from "./policy.ts";
import { dataPath } from "./secret-metadata.ts";
import { readVault, type VaultAccess } from "./vault-request.ts";

/**
 * Whether a token with these policies could read a secret, worked out from the policies' text: nothing is signed in and no value is read.
 * A policy that does not exist allows nothing. Slipway's token needs `read` on sys/policies/acl/*.
 * @param id `<mount>/<path>` of a KV v2 secret
 */
export async function canRead(access: VaultAccess, policies: string[], id: string): Promise<boolean> {
  if (policies.includes("root")) return true;
  const rules = await Promise.all(policies.map((name) => rulesOf(access, name)));
  return allowsRead(rules.flat(), decodeURIComponent(dataPath(id)));
}

/** https://developer.hashicorp.com/vault/api-docs/system/policies#read-acl-policy */
async function rulesOf(access: VaultAccess, name: string): Promise<VaultRule[]> {
  const found = await readVault(
    access,
    `sys/policies/acl/${encodeURIComponent(name)}`,
    says("do.read-vault-policy", { policy: name }),
  );
  return parsePolicy((found as { policy?: string } | undefined)?.policy ?? "");
}
