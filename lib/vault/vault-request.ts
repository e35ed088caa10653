import { SlipwayError } from "#lib/platform/errors.ts";
import { AddressRefused, addressRefused } from "#lib/platform/guarded-agent.ts";
import { codeOfSystemError, RequestTimeout, request, sharedOrigin } from "#lib/platform/http-request.ts";
import { type Said, say, says } from "#lib/platform/say.ts";

export type VaultAccess = {
  /** `https://vault.example.com:8200` */
  address: string;
  token: string;
  /** PEM, of a Vault with a private authority. */
  ca?: string;
  /** Vault Enterprise only. */
  namespace?: string;
};

/** The `data` of one read, or undefined for 404. https://developer.hashicorp.com/vault/api-docs */
export const readVault = (access: VaultAccess, path: string, what: Said): Promise<unknown> =>
  askVault(access, { path }, what);

/** The `data` of an answer, or undefined for 404; with a body it is a POST. */
export async function askVault(
  access: VaultAccess,
  { path, body: sent }: { path: string; body?: object },
  what: Said,
): Promise<unknown> {
  const details = { vault: access.address, path };
  const headers = {
    "x-vault-token": access.token,
    "x-vault-request": "true",
    ...(sent && { "content-type": "application/json" }),
    ...(access.namespace && { "x-vault-namespace": access.namespace }),
  };
  const { status, body } = await request(sharedOrigin(access.address, access.ca), {
    method: sent ? "POST" : "GET",
    path: `/v1/${path}`,
    headers,
    ...(sent && { body: JSON.stringify(sent) }),
  }).catch((error) => {
    throw networkError(error, details, what);
  });
  if (status === 200) return dataOf(body, details);
  if (status === 404) return undefined;
  const [code, key] = meaning(status);
  throw new SlipwayError(code, {
    message: `${access.address}: ${say(what, "en")}: ${status} ${body.slice(0, 300)}`,
    says: says(key, { what }),
    details: { ...details, status },
  });
}

function dataOf(body: string, details: Record<string, string>): unknown {
  try {
    return (JSON.parse(body) as { data?: unknown }).data;
  } catch {
    throw new SlipwayError("unavailable", { says: says("vault-not-json"), details });
  }
}

function networkError(error: unknown, details: Record<string, string>, what: Said): unknown {
  if (error instanceof AddressRefused) return addressRefused(says("named-vault"), error, details);
  const code = codeOfSystemError(error);
  if (error instanceof RequestTimeout)
    return new SlipwayError("timeout", { says: says("vault-slow", { what }), details, cause: error });
  if (code === undefined) return error;
  return new SlipwayError("unreachable", { says: says("vault-unreachable", { code }), details, cause: error });
}

function meaning(status: number) {
  if (status === 401 || status === 403) return ["denied", "vault-denied"] as const;
  if (status === 429) return ["rate-limited", "vault-rate"] as const;
  // Sealed (503), in standby (429, 472, 473) or not set up (501). https://developer.hashicorp.com/vault/api-docs/system/health
  if (status >= 472) return ["unavailable", "vault-sealed"] as const;
  return ["invalid", "vault-invalid"] as const;
}
