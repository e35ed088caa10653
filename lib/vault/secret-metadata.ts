import { invalid } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
import { readVault, type VaultAccess } from "./vault-request.ts";

type Metadata = {
  current_version?: number;
  versions?: Record<string, { deletion_time?: string; destroyed?: boolean }>;
};

/**
 * The current version of a KV v2 secret, without its value, which Slipway never reads; undefined when it is not there or that version is deleted.
 * @param id `<mount>/<path>`, such as `secret/orders/db-password`
 * https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-metadata
 */
export async function secretMetadata(access: VaultAccess, id: string): Promise<{ version: number } | undefined> {
  const { mount, path } = secretPath(id);
  const metadata = (await readVault(access, `${mount}/metadata/${path}`, says("do.read-vault-secret", { path: id }))) as
    | Metadata
    | undefined;
  const version = metadata?.current_version ?? 0;
  const current = metadata?.versions?.[`${version}`];
  return version === 0 || current?.destroyed || current?.deletion_time ? undefined : { version };
}

/** The API path of a KV v2 secret's value, which is what policies speak of. */
export function dataPath(id: string): string {
  const { mount, path } = secretPath(id);
  return `${mount}/data/${path}`;
}

function secretPath(id: string): { mount: string; path: string } {
  const segments = id.split("/");
  if (segments.length < 2 || segments.some((segment) => !/^[\w .@:=+-]+$/.test(segment) || /^\.+$/.test(segment)))
    throw invalid("not-secret-path", { path: id });
  const [mount = "", ...path] = segments.map(encodeURIComponent);
  return { mount, path: path.join("/") };
}
