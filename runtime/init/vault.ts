import { readFile } from "node:fs/promises";
import tls from "node:tls";
import type { InitDocument, SecretReference } from "./document.ts";
import { InitFailure, type Verdict } from "./failure.ts";
import { isTemporaryStatus, networkReason } from "./network.ts";
import { persist } from "./persist.ts";
import { secretField } from "./secret-field.ts";
import type { ReadSecret } from "./secrets-manager.ts";
import type { Session } from "./session.ts";
import { oneLine } from "./wording.ts";

type VaultPlace = NonNullable<InitDocument["vault"]>;
type Answer = { status: number; body: Record<string, unknown> };

class VaultRefusal extends Error {
  readonly status: number;
  readonly body: Record<string, unknown>;

  constructor({ status, body }: Answer) {
    super(vaultErrors(body) || `HTTP ${status}`);
    this.status = status;
    this.body = body;
  }
}

/** Trades the pod's service account token for a Vault token (Vault API, Kubernetes auth method, "Login"). */
export async function loginToVault(vault: VaultPlace, session: Session): Promise<string> {
  if (vault.caFile) await trust(vault.caFile);
  const jwt = await readToken(vault.tokenFile);
  const answer = await persist(
    `Vault at ${vault.address}`,
    session,
    () =>
      call(vault, session, `auth/${vault.mount}/login`, {
        method: "POST",
        body: JSON.stringify({ role: vault.role, jwt }),
      }),
    (error) => judgeLogin(vault, error),
  );
  const token = (answer.auth as { client_token?: unknown } | undefined)?.client_token;
  if (typeof token === "string") return token;
  throw new InitFailure("configuration", `Vault at ${vault.address} answered the login without a token`);
}

/** Reads one field of a KV version 2 secret, at its pinned version or the latest (Vault API, KV v2, "Read secret version"). */
export async function readFromVault(
  vault: VaultPlace,
  token: string,
  secret: SecretReference,
  session: Session,
): Promise<ReadSecret> {
  const { mount, path } = splitId(secret.id);
  const query = secret.versionId ? `?version=${encodeURIComponent(secret.versionId)}` : "";
  const url = `${mount}/data/${path}${query}`;
  const answer = await persist(
    `secret ${secret.id}`,
    session,
    () => call(vault, session, url, { headers: { "X-Vault-Token": token } }),
    (error) => judgeRead(vault, secret, error),
  );
  const found = answer.data as { data?: Record<string, unknown>; metadata?: { version?: number } } | undefined;
  if (!found?.data || !found.metadata) {
    throw new InitFailure("configuration", `secret ${secret.id} is not in a KV version 2 engine`);
  }
  return { value: secretField(secret.id, found.data, secret.key), version: String(found.metadata.version) };
}

async function call(vault: VaultPlace, session: Session, path: string, init: RequestInit): Promise<Answer["body"]> {
  const signal = AbortSignal.any([session.signal, AbortSignal.timeout(10_000)]);
  const response = await fetch(`${vault.address.replace(/\/+$/, "")}/v1/${path}`, { ...init, signal });
  const text = await response.text();
  const answer = { status: response.status, body: parseBody(text) };
  if (!response.ok) throw new VaultRefusal(answer);
  return answer.body;
}

function judgeLogin(vault: VaultPlace, error: unknown): Verdict {
  if (!(error instanceof VaultRefusal)) return judgeConnection(vault, error);
  if (isTemporaryStatus(error.status)) return { retry: `${error.status} ${error.message}` };
  const kind = error.status === 403 ? "denied" : "configuration";
  return new InitFailure(kind, `Vault refused login for role ${vault.role}: ${error.message}`);
}

function judgeRead(vault: VaultPlace, secret: SecretReference, error: unknown): Verdict {
  if (!(error instanceof VaultRefusal)) return judgeConnection(vault, error);
  if (isTemporaryStatus(error.status)) return { retry: `${error.status} ${error.message}` };
  if (error.status === 403) {
    return new InitFailure(
      "denied",
      `secret ${secret.id} may not be read: ${error.message} for Vault role ${vault.role}`,
    );
  }
  if (error.status === 404) return new InitFailure("missing", describeMissing(secret, error.body));
  return new InitFailure("configuration", `secret ${secret.id} cannot be read: ${error.message}`);
}

/** A deleted version answers 404 with its metadata; a secret that never was answers 404 without. */
function describeMissing(secret: SecretReference, body: Answer["body"]): string {
  const metadata = (body.data as { metadata?: Record<string, unknown> } | undefined)?.metadata;
  const version = metadata?.version ?? secret.versionId;
  const what = version === undefined ? `secret ${secret.id}` : `secret ${secret.id} version ${version}`;
  if (metadata?.destroyed === true) return `${what} was destroyed`;
  if (metadata?.deletion_time) return `${what} was deleted on ${metadata.deletion_time}`;
  return `${what} does not exist in Vault`;
}

function judgeConnection(vault: VaultPlace, error: unknown): Verdict {
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

function splitId(id: string): { mount: string; path: string } {
  const [mount, ...path] = id.split("/");
  if (!mount || path.length === 0 || path.some((segment) => segment === "" || segment === "." || segment === "..")) {
    throw new InitFailure("configuration", `secret ${id} is not of the form <mount>/<path>`);
  }
  return { mount: encodeURIComponent(mount), path: path.map(encodeURIComponent).join("/") };
}

function parseBody(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}

async function readToken(path: string): Promise<string> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (cause) {
    throw new InitFailure("configuration", `service account token ${path} cannot be read: ${errorCode(cause)}`, {
      cause,
    });
  }
}

async function trust(caFile: string): Promise<void> {
  try {
    tls.setDefaultCACertificates([...tls.getCACertificates("default"), await readFile(caFile, "utf8")]);
  } catch (cause) {
    throw new InitFailure("configuration", `Vault's CA ${caFile} cannot be read: ${errorCode(cause)}`, { cause });
  }
}

function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown";
}
