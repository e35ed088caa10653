import { readFile } from "node:fs/promises";
import tls from "node:tls";
import { diskErrorCode } from "./disk-error.ts";
import type { InitDocument } from "./document.ts";
import { InitFailure, type Verdict } from "./failure.ts";
import { networkReason } from "./network.ts";
import type { Session } from "./session.ts";
import { oneLine } from "./wording.ts";

export type VaultPlace = NonNullable<InitDocument["vault"]>;
export type VaultBody = Record<string, unknown>;

/** Vault answered, but not with success. */
export class VaultRefusal extends Error {
  readonly status: number;
  readonly body: VaultBody;

  constructor(status: number, body: VaultBody) {
    super(vaultErrors(body) || `HTTP ${status}`);
    this.status = status;
    this.body = body;
  }
}

/** One call of Vault's HTTP API, given up after 10 s. Throws a VaultRefusal, or what fetch throws. */
export async function callVault(
  vault: VaultPlace,
  session: Session,
  path: string,
  init: RequestInit,
): Promise<VaultBody> {
  const signal = AbortSignal.any([session.signal, AbortSignal.timeout(10_000)]);
  const response = await fetch(`${vault.address.replace(/\/+$/, "")}/v1/${path}`, { ...init, signal });
  const body = parseBody(await response.text());
  if (!response.ok) throw new VaultRefusal(response.status, body);
  return body;
}

/** What to do when Vault did not answer at all. */
export function judgeConnection(vault: VaultPlace, error: unknown): Verdict {
  const reason = networkReason(error);
  if (reason) return { retry: reason };
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? `${cause.code}: ` : "";
  const message = cause instanceof Error ? cause.message : String(cause);
  return new InitFailure("configuration", `Vault at ${vault.address} cannot be reached: ${code}${oneLine(message)}`);
}

/** Vault nests messages as `1 error occurred:\n\t* permission denied\n\n`; this gives the innermost words. */
export function vaultErrors(body: Record<string, unknown>): string {
  const errors = Array.isArray(body.errors) ? body.errors.map(String) : [];
  const words = errors.flatMap((error) => {
    const bullets = error.split("\n").filter((line) => line.includes("* "));
    return bullets.length > 0 ? bullets.map((line) => line.slice(line.indexOf("* ") + 2)) : [error];
  });
  return oneLine(words.join(", "));
}

/** Adds a private CA to those that fetch trusts. */
export async function trustCa(caFile: string): Promise<void> {
  try {
    tls.setDefaultCACertificates([...tls.getCACertificates("default"), await readFile(caFile, "utf8")]);
  } catch (cause) {
    throw new InitFailure("configuration", `Vault's CA ${caFile} cannot be read: ${diskErrorCode(cause)}`, { cause });
  }
}

function parseBody(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
