import { readFile } from "node:fs/promises";
import { diskErrorCode } from "./disk-error.ts";
import type { SecretReference } from "./document.ts";
import { InitFailure, type Verdict } from "./failure.ts";
import { isTemporaryStatus } from "./network.ts";
import { persist } from "./persist.ts";
import { secretField } from "./secret-field.ts";
import type { ReadSecret } from "./secrets-manager.ts";
import type { Session } from "./session.ts";
import { callVault, judgeConnection, trustCa, type VaultBody, type VaultPlace, VaultRefusal } from "./vault-call.ts";

/** Trades the pod's service account token for a Vault token (Vault API, Kubernetes auth method, "Login"). */
export async function loginToVault(vault: VaultPlace, session: Session): Promise<string> {
  if (vault.caFile) await trustCa(vault.caFile);
  const jwt = await readToken(vault.tokenFile);
  const answer = await persist(
    `login to Vault at ${vault.address}`,
    session,
    () =>
      callVault(vault, session, `auth/${vault.mount}/login`, {
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
    `reading secret ${secret.id}`,
    session,
    () => callVault(vault, session, url, { headers: { "X-Vault-Token": token } }),
    (error) => judgeRead(vault, secret, error),
  );
  const found = answer.data as { data?: Record<string, unknown>; metadata?: { version?: number } } | undefined;
  if (!found?.data || !found.metadata) {
    throw new InitFailure("configuration", `secret ${secret.id} is not in a KV version 2 engine`);
  }
  return { value: secretField(secret.id, found.data, secret.key), version: String(found.metadata.version) };
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
function describeMissing(secret: SecretReference, body: VaultBody): string {
  const metadata = (body.data as { metadata?: Record<string, unknown> } | undefined)?.metadata;
  const version = metadata?.version ?? secret.versionId;
  const what = version === undefined ? `secret ${secret.id}` : `secret ${secret.id} version ${version}`;
  if (metadata?.destroyed === true) return `${what} was destroyed`;
  if (metadata?.deletion_time) return `${what} was deleted on ${metadata.deletion_time}`;
  return `${what} does not exist in Vault`;
}

function splitId(id: string): { mount: string; path: string } {
  const [mount, ...path] = id.split("/");
  if (!mount || path.length === 0 || path.some((segment) => segment === "" || segment === "." || segment === "..")) {
    throw new InitFailure("configuration", `secret ${id} is not of the form <mount>/<path>`);
  }
  return { mount: encodeURIComponent(mount), path: path.map(encodeURIComponent).join("/") };
}

async function readToken(path: string): Promise<string> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (cause) {
    throw new InitFailure("configuration", `service account token ${path} cannot be read: ${diskErrorCode(cause)}`, {
      cause,
    });
  }
}
