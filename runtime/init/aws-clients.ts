import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { classifyAwsError } from "./aws-error.ts";
import type { InitDocument } from "./document.ts";
import { InitFailure } from "./failure.ts";
import { persist } from "./persist.ts";
import type { Session } from "./session.ts";

// One attempt a call: `persist` retries, so that one deadline holds for everything. A silent server is given up after 10 s.
const calling = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
} as const;

/** Validates only what is asked for: a file with a known SHA-256 is not summed twice. */
export function s3Client(s3: NonNullable<InitDocument["s3"]>): S3Client {
  return new S3Client({
    ...calling,
    region: s3.region,
    ...(s3.endpoint && { endpoint: s3.endpoint }),
    forcePathStyle: s3.pathStyle,
    responseChecksumValidation: "WHEN_REQUIRED",
  });
}

export function secretsManagerClient(o: NonNullable<InitDocument["secretsManager"]>): SecretsManagerClient {
  return new SecretsManagerClient({ ...calling, region: o.region, ...(o.endpoint && { endpoint: o.endpoint }) });
}

/**
 * Gets credentials before the first call, so that a role that can't be assumed is told apart from a refused object.
 * The client caches them.
 */
export async function ensureCredentials(client: S3Client | SecretsManagerClient, session: Session): Promise<void> {
  const role = process.env.AWS_ROLE_ARN;
  await persist(
    "getting AWS credentials",
    session,
    () => client.config.credentials(),
    (error) => {
      const failure = classifyAwsError(error);
      if (failure.retry !== undefined) return failure;
      if (failure.code === "CredentialsProviderError" || !role) return noCredentials(role);
      return new InitFailure(failure.kind, `role ${role} may not be assumed: ${failure.code}: ${failure.message}`);
    },
  );
}

function noCredentials(role: string | undefined): InitFailure {
  const why = role
    ? `the token for role ${role} cannot be read`
    : process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI
      ? "EKS Pod Identity gave none: the association of the service account, or the trust policy of its role, has to be looked at"
      : "neither a role of the service account nor an access key is mounted";
  return new InitFailure("configuration", `no AWS credentials: ${why}`);
}
