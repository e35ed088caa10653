import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { classifyAwsError } from "./aws-error.ts";
import type { SecretReference } from "./document.ts";
import { InitFailure, type Verdict } from "./failure.ts";
import { persist } from "./persist.ts";
import { parseJsonSecret, secretField } from "./secret-field.ts";
import type { Session } from "./session.ts";

export type ReadSecret = { value: string | Uint8Array; version: string };

/** Reads a secret, or one field of it, by GetSecretValue (AWS Secrets Manager API reference). */
export async function readFromSecretsManager(
  client: SecretsManagerClient,
  secret: SecretReference,
  session: Session,
): Promise<ReadSecret> {
  const command = new GetSecretValueCommand({ SecretId: secret.id, VersionId: secret.versionId });
  const answer = await persist(
    `reading secret ${secret.id}`,
    session,
    () => client.send(command, { abortSignal: session.signal }),
    (error) => judge(secret, error),
  );
  const version = answer.VersionId ?? "unknown";
  if (answer.SecretString === undefined) {
    if (secret.key) throw new InitFailure("missing", `secret ${secret.id} is binary, so it has no field ${secret.key}`);
    return { value: answer.SecretBinary ?? new Uint8Array(), version };
  }
  if (!secret.key) return { value: answer.SecretString, version };
  return {
    value: secretField(secret.id, parseJsonSecret(secret.id, secret.key, answer.SecretString), secret.key),
    version,
  };
}

function judge(secret: SecretReference, error: unknown): Verdict {
  const failure = classifyAwsError(error);
  if (failure.retry !== undefined) return failure;
  const { kind, code, detail, message } = failure;
  if (kind === "denied") return new InitFailure(kind, `secret ${secret.id} may not be read: ${code}${detail}`);
  if (kind === "missing") {
    const what = secret.versionId ? `secret ${secret.id} version ${secret.versionId}` : `secret ${secret.id}`;
    return new InitFailure(kind, `${what} does not exist: ${code}`);
  }
  if (/marked for deletion|marked deleted/.test(message)) {
    return new InitFailure("missing", `secret ${secret.id} is scheduled for deletion: ${code}`);
  }
  return new InitFailure(kind, `secret ${secret.id} cannot be read: ${code}: ${message}`);
}
