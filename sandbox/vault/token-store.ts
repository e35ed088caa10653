import { randomBytes } from "node:crypto";

export type VaultToken = {
  id: string;
  accessor: string;
  policies: string[];
  meta: Record<string, string> | null;
  displayName: string;
  path: string;
  createdAtMs: number;
  /** 0 never ends. */
  ttlSeconds: number;
};

/** Tokens by id; one past its time to live is as unknown as one that never was. */
export class TokenStore {
  private readonly tokens = new Map<string, VaultToken>();

  add(token: Pick<VaultToken, "policies"> & Partial<VaultToken>): VaultToken {
    const made = {
      id: `hvs.${randomBytes(18).toString("base64url")}`,
      accessor: randomBytes(18).toString("base64url"),
      meta: null,
      displayName: "token",
      path: "auth/token/create",
      createdAtMs: Date.now(),
      ttlSeconds: 0,
      ...token,
    };
    this.tokens.set(made.id, made);
    return made;
  }

  find(id: string): VaultToken | undefined {
    const token = this.tokens.get(id);
    if (token && token.ttlSeconds > 0 && token.createdAtMs + token.ttlSeconds * 1000 <= Date.now()) {
      this.tokens.delete(id);
      return undefined;
    }
    return token;
  }

  revoke(id: string): void {
    this.tokens.delete(id);
  }
}

/** `auth/token/lookup-self` (Vault API, token auth method). */
export function describeToken(token: VaultToken): Record<string, unknown> {
  const endsAtMs = token.createdAtMs + token.ttlSeconds * 1000;
  const ends = token.ttlSeconds > 0;
  return {
    accessor: token.accessor,
    creation_time: Math.floor(token.createdAtMs / 1000),
    creation_ttl: token.ttlSeconds,
    display_name: token.displayName,
    entity_id: "",
    expire_time: ends ? new Date(endsAtMs).toISOString() : null,
    explicit_max_ttl: 0,
    id: token.id,
    issue_time: new Date(token.createdAtMs).toISOString(),
    meta: token.meta,
    num_uses: 0,
    orphan: true,
    path: token.path,
    policies: token.policies,
    renewable: ends,
    ttl: ends ? Math.max(0, Math.floor((endsAtMs - Date.now()) / 1000)) : 0,
    type: "service",
  };
}
