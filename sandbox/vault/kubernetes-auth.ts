import { randomUUID } from "node:crypto";
import { decodeJwt } from "jose";
import { type Answer, noContent, unsupportedOperation, VaultError, withAuth, withData } from "./answer.ts";
import type { VaultRequest } from "./request.ts";
import { reviewToken } from "./token-review.ts";
import type { TokenStore } from "./token-store.ts";

export type KubernetesRole = {
  name: string;
  boundServiceAccountNames: string[];
  boundServiceAccountNamespaces: string[];
  audience?: string;
  policies: string[];
  ttlSeconds: number;
};
export type KubernetesMount = { mount: string; host: string; ca: string; reviewerJwt: string; roles: KubernetesRole[] };

type Claims = { name: string; namespace: string; uid: string };

/**
 * Logs a pod in by its service account token (Vault API, Kubernetes auth method), in the plugin's order: fields, role,
 * audience, names, and only then the cluster's word on the token.
 */
export async function logIn(cluster: KubernetesMount, request: VaultRequest, tokens: TokenStore): Promise<Answer> {
  if (request.operation !== "update") throw unsupportedOperation();
  const { role: roleName, jwt } = request.body;
  if (typeof roleName !== "string" || roleName === "") throw new VaultError(400, "missing role");
  if (typeof jwt !== "string" || jwt === "") throw new VaultError(400, "missing jwt");
  const role = cluster.roles.find(({ name }) => name === roleName);
  if (!role) throw new VaultError(400, `invalid role name ${JSON.stringify(roleName)}`);

  const claims = readClaims(jwt, role);
  if (!permits(role.boundServiceAccountNamespaces, claims.namespace))
    throw new VaultError(403, "namespace not authorized");
  if (!permits(role.boundServiceAccountNames, claims.name))
    throw new VaultError(403, "service account name not authorized");
  const reviewed = await reviewToken(cluster, jwt, role.audience).catch(() => undefined);
  const same = reviewed?.name === claims.name && reviewed.namespace === claims.namespace && reviewed.uid === claims.uid;
  if (!same) throw new VaultError(403, "permission denied");
  return issueToken(cluster, role, claims, tokens);
}

function readClaims(jwt: string, role: KubernetesRole): Claims {
  const claims = decode(jwt);
  const audiences = [claims.aud ?? []].flat();
  if (role.audience && !audiences.includes(role.audience)) {
    throw new VaultError(403, "invalid audience (aud) claim: audience claim does not match any expected audience");
  }
  const kubernetes = claims["kubernetes.io"] as
    | { namespace?: string; serviceaccount?: { name?: string; uid?: string } }
    | undefined;
  const { name, uid } = kubernetes?.serviceaccount ?? {};
  if (!name || !uid || !kubernetes?.namespace) throw new VaultError(403, "permission denied");
  return { name, uid, namespace: kubernetes.namespace };
}

function decode(jwt: string) {
  try {
    return decodeJwt(jwt);
  } catch {
    throw new VaultError(403, "permission denied");
  }
}

/** A bound list holds names, `*` for any, or patterns with `*`. */
function permits(bound: string[], name: string): boolean {
  return bound.some((pattern) => {
    const expression = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${expression.join(".*")}$`).test(name);
  });
}

function issueToken(cluster: KubernetesMount, role: KubernetesRole, claims: Claims, tokens: TokenStore): Answer {
  const policies = [...new Set(["default", ...role.policies])].sort();
  const meta = {
    role: role.name,
    service_account_name: claims.name,
    service_account_namespace: claims.namespace,
    service_account_secret_name: "",
    service_account_uid: claims.uid,
  };
  const token = tokens.add({
    policies,
    meta,
    displayName: `${cluster.mount}-${claims.namespace}-${claims.name}`,
    path: `auth/${cluster.mount}/login`,
    ttlSeconds: role.ttlSeconds,
  });
  const auth = {
    client_token: token.id,
    accessor: token.accessor,
    policies,
    token_policies: policies,
    metadata: meta,
    lease_duration: role.ttlSeconds,
    renewable: true,
    entity_id: randomUUID(),
    token_type: "service",
    orphan: true,
    mfa_requirement: null,
    num_uses: 0,
  };
  return withAuth(auth, "kubernetes");
}

/** `auth/<mount>/role/<name>` as Vault gives it back. */
export function describeRole(role: KubernetesRole): Answer {
  const data = {
    alias_name_source: "serviceaccount_uid",
    audience: role.audience ?? "",
    bound_service_account_names: role.boundServiceAccountNames,
    bound_service_account_namespace_selector: "",
    bound_service_account_namespaces: role.boundServiceAccountNamespaces,
    policies: role.policies,
    token_bound_cidrs: [],
    token_explicit_max_ttl: 0,
    token_max_ttl: 0,
    token_no_default_policy: false,
    token_num_uses: 0,
    token_period: 0,
    token_policies: role.policies,
    token_ttl: role.ttlSeconds,
    token_type: "default",
    ttl: role.ttlSeconds,
  };
  return withData(data, { mountType: "kubernetes" });
}

/** `auth/<mount>/role/<name>`: sets the fields that are given and keeps the others (Vault API, "Create/Update role"). */
export function updateRole(role: KubernetesRole, { body }: VaultRequest): Answer {
  const names = (field: string, now: string[]) => (body[field] === undefined ? now : [body[field]].flat().map(String));
  role.boundServiceAccountNames = names("bound_service_account_names", role.boundServiceAccountNames);
  role.boundServiceAccountNamespaces = names("bound_service_account_namespaces", role.boundServiceAccountNamespaces);
  role.policies = names("token_policies", role.policies);
  return noContent;
}
