import { SlipwayError } from "#lib/platform/errors.ts";
import { AddressRefused, addressRefused } from "#lib/platform/guarded-agent.ts";
import { codeOfSystemError, RequestTimeout } from "#lib/platform/http-request.ts";
import { type Said, say, says } from "#lib/platform/say.ts";

export type AskedOfRegistry = { registry: string; repository?: string; what: Said };

/** A network failure in Slipway's words; anything else comes back as it is. */
export function registryNetworkError({ what, ...details }: AskedOfRegistry, error: unknown): unknown {
  const { registry } = details;
  if (error instanceof AddressRefused) return addressRefused(says("named-registry", { registry }), error, details);
  const code = codeOfSystemError(error);
  if (error instanceof RequestTimeout)
    return new SlipwayError("timeout", { says: says("registry-slow", { registry, what }), details, cause: error });
  if (code === undefined) return error;
  return new SlipwayError("unreachable", {
    says: says("registry-unreachable", { registry, code }),
    details,
    cause: error,
  });
}

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes */
export function registryStatusError({ what, ...details }: AskedOfRegistry, status: number, body = ""): SlipwayError {
  const [code, key] = meaning(status);
  const { registry } = details;
  return new SlipwayError(code, {
    message: `${registry}: ${say(what, "en")}: ${status} ${body.slice(0, 300)}`,
    says: says(key, { registry, what }),
    details: { ...details, status },
  });
}

function meaning(status: number) {
  if (status === 401) return ["denied", "registry-credential"] as const;
  if (status === 403) return ["denied", "registry-denied"] as const;
  if (status === 404) return ["not-found", "registry-not-found"] as const;
  if (status === 429) return ["rate-limited", "registry-rate"] as const;
  if (status >= 500) return ["unavailable", "registry-unavailable"] as const;
  if (status >= 300 && status < 400) return ["unavailable", "registry-redirects"] as const;
  return ["invalid", "registry-invalid"] as const;
}
