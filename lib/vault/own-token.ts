import { SlipwayError } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
import { askVault, readVault, type VaultAccess } from "./vault-request.ts";

export type VaultToken = {
  policies: string[];
  displayName: string /** null: it does not end by itself. */;
  expiresAt: Date | null;
};

/** What Slipway's own token is; every token may ask. https://developer.hashicorp.com/vault/api-docs/auth/token#lookup-a-token-self */
export async function ownToken(access: VaultAccess): Promise<VaultToken> {
  const found = (await readVault(access, "auth/token/lookup-self", says("do.read-vault-token"))) as
    | { policies?: string[]; display_name?: string; expire_time?: string | null }
    | undefined;
  if (!found)
    throw new SlipwayError("unavailable", {
      says: says("vault-token-unknown"),
    });
  return {
    policies: found.policies ?? [],
    displayName: found.display_name ?? "",
    expiresAt: found.expire_time ? new Date(found.expire_time) : null,
  };
}

/** What Slipway's token may do on each path; every token may ask. https://developer.hashicorp.com/vault/api-docs/system/capabilities-self */
export async function ownCapabilities(access: VaultAccess, paths: string[]): Promise<Map<string, string[]>> {
  const answer = (await askVault(
    access,
    { path: "sys/capabilities-self", body: { paths } },
    says("do.read-vault-rights"),
  )) as Record<string, string[]> | undefined;
  return new Map(paths.map((path) => [path, answer?.[path] ?? []]));
}
