import { type ErrorCode, SlipwayError } from "#lib/platform/errors.ts";
import { AddressRefused, addressRefused } from "#lib/platform/guarded-agent.ts";
import { codeOfSystemError, RequestTimeout } from "#lib/platform/http-request.ts";

export type AskedOfRegistry = { registry: string; repository?: string; what: string };

/** A network failure in Slipway's words; anything else comes back as it is. */
export function registryNetworkError({ what, ...details }: AskedOfRegistry, error: unknown): unknown {
  if (error instanceof AddressRefused) return addressRefused(`registry ${details.registry}`, error, details);
  const code = codeOfSystemError(error);
  if (error instanceof RequestTimeout) {
    const publicMessage = `Registry ${details.registry} did not answer in time (${what})`;
    return new SlipwayError("timeout", { publicMessage, details, cause: error });
  }
  if (code === undefined) return error;
  const publicMessage = `Registry ${details.registry} can't be reached (${code}). Check its address, its CA and the network`;
  return new SlipwayError("unreachable", { publicMessage, details, cause: error });
}

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes */
export function registryStatusError({ what, ...details }: AskedOfRegistry, status: number, body = ""): SlipwayError {
  const [code, words] = meaning(status);
  return new SlipwayError(code, {
    message: `${details.registry}: ${what}: ${status} ${body.slice(0, 300)}`,
    publicMessage: `Registry ${details.registry} ${words} (${what})`,
    details: { ...details, status },
  });
}

function meaning(status: number): [ErrorCode, string] {
  if (status === 401) return ["denied", "does not accept Slipway's credential"];
  if (status === 403) return ["denied", "does not let Slipway's credential do this"];
  if (status === 404) return ["not-found", "has no such repository"];
  if (status === 429) return ["rate-limited", "asks Slipway to slow down"];
  if (status >= 500) return ["unavailable", "can't answer just now"];
  if (status >= 300 && status < 400) return ["unavailable", "answered with a redirect, which Slipway does not follow"];
  return ["invalid", "refused the request"];
}
