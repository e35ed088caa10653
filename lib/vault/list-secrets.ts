import { codeOf } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
import { readVault, type VaultAccess } from "./vault-request.ts";

const MAX_FOLDERS = 500;
const AT_ONCE = 8;

export type ListedVaultSecrets = {
  names: string[];
  /** There are more than were asked for. */
  isTruncated: boolean;
  /** Folders below the mount that Slipway's token may not list. */
  closed: string[];
};

/**
 * The names of the KV v2 secrets below a mount, as `<mount>/<path>`, never a value: folder by folder, at most `limit` names and 500 folders.
 * A mount that may not be listed is `denied`. https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#list-secrets
 */
export async function listSecrets(access: VaultAccess, mount: string, limit: number): Promise<ListedVaultSecrets> {
  const names: string[] = [];
  const closed: string[] = [];
  let folders = [""];
  let asked = 0;
  while (folders.length > 0 && names.length <= limit && asked < MAX_FOLDERS) {
    const now = folders.slice(0, Math.min(AT_ONCE, MAX_FOLDERS - asked));
    folders = folders.slice(now.length);
    asked += now.length;
    const listed = await Promise.all(now.map(async (folder) => ({ folder, keys: await keysOf(folder) })));
    for (const { folder, keys } of listed) {
      if (keys === undefined) closed.push(`${mount}/${folder}`);
      for (const key of keys ?? [])
        if (key.endsWith("/")) folders.push(folder + key);
        else names.push(`${mount}/${folder}${key}`);
    }
  }
  const isTruncated = names.length > limit || folders.length > 0;
  return { names: names.sort().slice(0, limit), isTruncated, closed };

  async function keysOf(folder: string): Promise<string[] | undefined> {
    const path = `${mount}/metadata/${folder}`.split("/").map(encodeURIComponent).join("/");
    try {
      const found = await readVault(
        access,
        `${path}?list=true`,
        says("do.list-vault", { folder: `${mount}/${folder}` }),
      );
      // An empty folder is 404, as is one that is not there.
      return (found as { keys?: string[] } | undefined)?.keys ?? [];
    } catch (error) {
      if (folder !== "" && codeOf(error) === "denied") return undefined;
      throw error;
    }
  }
}
