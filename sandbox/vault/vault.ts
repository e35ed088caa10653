import {
  type Answer,
  noContent,
  notFound,
  permissionDenied,
  unsupportedOperation,
  VaultError,
  withAuth,
  withData,
} from "./answer.ts";
import { describeRole, type KubernetesMount, type KubernetesRole, logIn, updateRole } from "./kubernetes-auth.ts";
import { answerKv } from "./kv-routes.ts";
import { KvStore } from "./kv-store.ts";
import { allows, type Capability, capabilitiesOn, defaultPolicy, type Policies, policyText } from "./policy.ts";
import type { VaultRequest } from "./request.ts";
import { describeToken, TokenStore, type VaultToken } from "./token-store.ts";

export type VaultContent = {
  rootToken: string;
  policies: Policies;
  tokens: { token: string; policies: string[] }[];
  kubernetes: KubernetesMount[];
  secrets: { mount: string; path: string; data: Record<string, string> }[];
};

/** The state of one Vault and its answer to each request, apart from HTTP. */
export class Vault {
  private readonly tokens = new TokenStore();
  private readonly mounts = new Map<string, KvStore>([["secret", new KvStore()]]);
  private readonly policies: Policies;
  private readonly clusters: KubernetesMount[];
  private sealed = false;

  constructor(content: VaultContent) {
    this.policies = { ...content.policies, default: defaultPolicy };
    this.clusters = content.kubernetes;
    this.tokens.add({ id: content.rootToken, policies: ["root"], displayName: "root", path: "auth/token/root" });
    for (const { token, policies } of content.tokens)
      this.tokens.add({ id: token, policies: ["default", ...policies] });
    for (const { mount, path, data } of content.secrets) {
      const store = this.mounts.get(mount) ?? new KvStore();
      this.mounts.set(mount, store);
      store.write(path, data);
    }
  }

  async answer(request: VaultRequest): Promise<Answer> {
    if (request.path === "sys/health") return this.health();
    if (request.path === "sys/unseal") return this.unseal();
    if (this.sealed) throw new VaultError(503, "Vault is sealed");
    const cluster = this.clusters.find(({ mount }) => request.path === `auth/${mount}/login`);
    if (cluster) return logIn(cluster, request, this.tokens);

    const token = this.authenticate(request.token);
    this.authorise(token, request);
    return this.answerPermitted(token, request);
  }

  private health(): Answer {
    const body = { initialized: true, sealed: this.sealed, standby: this.sealed, performance_standby: false };
    const named = {
      ...body,
      server_time_utc: Math.floor(Date.now() / 1000),
      version: "1.21.4",
      cluster_name: "sandbox",
    };
    return { status: this.sealed ? 503 : 200, body: named };
  }

  private unseal(): Answer {
    this.sealed = false;
    return { status: 200, body: { type: "shamir", initialized: true, sealed: false } };
  }

  private authenticate(id: string | undefined): VaultToken {
    if (id === undefined) throw new VaultError(403, "permission denied");
    const token = this.tokens.find(id);
    if (!token) throw new VaultError(403, "2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n");
    return token;
  }

  private authorise(token: VaultToken, request: VaultRequest): void {
    const wanted = this.capabilityFor(request);
    const paths =
      request.operation === "list"
        ? [`${request.path.replace(/\/+$/, "")}/`, request.path.replace(/\/+$/, "")]
        : [request.path];
    const allowed = paths.some((path) => allows(this.capabilities(token, path), wanted));
    if (!allowed) throw permissionDenied();
  }

  /** Vault asks for `create` where the path does not exist yet, which of the paths here only KV data and metadata know. */
  private capabilityFor({ operation, path }: VaultRequest): Capability {
    if (operation !== "update") return operation;
    const { store, rest } = this.mountOf(path) ?? {};
    const secret = /^(?:data|metadata)\/(.+)$/.exec(rest ?? "")?.[1];
    return store && secret && !store.has(secret) ? "create" : "update";
  }

  private capabilities(token: VaultToken, path: string): Capability[] {
    return capabilitiesOn(this.policies, token.policies, path);
  }

  private mountOf(path: string): { store: KvStore; rest: string } | undefined {
    const [mount = "", ...rest] = path.split("/");
    const store = this.mounts.get(mount);
    return store && { store, rest: rest.join("/") };
  }

  private answerPermitted(token: VaultToken, request: VaultRequest): Answer {
    const { path, operation } = request;
    const mounted = this.mountOf(path);
    if (mounted) return answerKv(mounted.store, mounted.rest, request);
    const only = (wanted: VaultRequest["operation"]) => {
      if (operation !== wanted) throw unsupportedOperation();
    };
    switch (path) {
      case "auth/token/lookup-self":
        only("read");
        return withData(describeToken(token), { mountType: "token" });
      case "auth/token/renew-self":
        only("update");
        token.createdAtMs = Date.now();
        return withAuth(
          {
            client_token: token.id,
            accessor: token.accessor,
            policies: token.policies,
            lease_duration: token.ttlSeconds,
            renewable: true,
            token_type: "service",
          },
          "token",
        );
      case "auth/token/revoke-self":
        only("update");
        this.tokens.revoke(token.id);
        return noContent;
      case "sys/capabilities-self":
        only("update");
        return this.describeCapabilities(token, request);
      case "sys/seal":
        only("update");
        this.sealed = true;
        return noContent;
    }
    const role = this.roleAt(path);
    if (role && operation === "update") return updateRole(role, request);
    only("read");
    return this.describePolicy(path) ?? (role ? describeRole(role) : noHandler(path));
  }

  private describeCapabilities(token: VaultToken, { body }: VaultRequest): Answer {
    const given = body.paths ?? body.path;
    const paths = [given ?? []].flat().map(String);
    if (paths.length === 0) throw new VaultError(400, "paths must be supplied");
    const byPath = Object.fromEntries(paths.map((path) => [path, this.capabilities(token, path)]));
    const data = paths.length === 1 ? { ...byPath, capabilities: byPath[paths[0] ?? ""] } : byPath;
    const answer = withData(data, { mountType: "system" });
    return { status: 200, body: { ...data, ...(answer.body as object) } };
  }

  private describePolicy(path: string): Answer | undefined {
    const name = /^sys\/policies\/acl\/([^/]+)$/.exec(path)?.[1];
    if (name === undefined) return undefined;
    const rules = this.policies[name];
    if (!rules) throw notFound();
    return withData({ name, policy: policyText(rules) }, { mountType: "system" });
  }

  private roleAt(path: string): KubernetesRole | undefined {
    const [, mount, name] = /^auth\/(.+)\/role\/([^/]+)$/.exec(path) ?? [];
    const cluster = this.clusters.find((candidate) => candidate.mount === mount);
    if (!cluster) return undefined;
    const role = cluster.roles.find((candidate) => candidate.name === name);
    if (!role) throw notFound();
    return role;
  }
}

function noHandler(path: string): never {
  throw new VaultError(404, `no handler for route "${path}". route entry not found.`);
}
