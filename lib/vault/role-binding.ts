import { says } from "#lib/platform/say.ts";
import { readVault, type VaultAccess } from "./vault-request.ts";

export type VaultRole = {
  /** `*` stands for any. */
  serviceAccounts: string[];
  namespaces: string[];
  policies: string[];
  audience: string | undefined;
};

type Role = {
  bound_service_account_names?: string[];
  bound_service_account_namespaces?: string[];
  token_policies?: string[];
  policies?: string[];
  audience?: string;
};

/**
 * Which service accounts may take on a role of the Kubernetes auth method, and the policies it gives; undefined when there is no such role.
 * @param mount of the auth method, without `auth/`
 * https://developer.hashicorp.com/vault/api-docs/auth/kubernetes#read-role
 */
export async function roleBinding(access: VaultAccess, mount: string, role: string): Promise<VaultRole | undefined> {
  const where = mount.split("/").map(encodeURIComponent).join("/");
  const found = (await readVault(
    access,
    `auth/${where}/role/${encodeURIComponent(role)}`,
    says("do.read-vault-role", { role, mount }),
  )) as Role | undefined;
  if (found === undefined) return undefined;
  return {
    serviceAccounts: found.bound_service_account_names ?? [],
    namespaces: found.bound_service_account_namespaces ?? [],
    policies: found.token_policies ?? found.policies ?? [],
    audience: found.audience || undefined,
  };
}

/** Whether a pod's service account may take the role on. */
export const roleAdmits = (role: VaultRole, account: { namespace: string; name: string }): boolean =>
  holds(role.namespaces, account.namespace) && holds(role.serviceAccounts, account.name);

const holds = (bound: string[], value: string) => bound.includes("*") || bound.includes(value);
