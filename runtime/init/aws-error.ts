import type { FailureKind } from "./failure.ts";
import { isTemporaryStatus, networkReason } from "./network.ts";
import { oneLine } from "./wording.ts";

/** An SDK error reduced to what a reader and a retry need. `detail` is the principal and the reason, where AWS tells them. */
export type AwsError =
  | { retry: string }
  | { retry?: undefined; kind: FailureKind; code: string; status: number | undefined; message: string; detail: string };

const temporaryCodes = new Set([
  "BandwidthLimitExceeded",
  "IDPCommunicationError",
  "InternalError",
  "InternalFailure",
  "InternalServiceError",
  "OperationAborted",
  "PriorRequestNotComplete",
  "RequestLimitExceeded",
  "RequestTimeTooSkewed",
  "RequestTimeout",
  "RequestTimeoutException",
  "ServiceUnavailable",
  "SlowDown",
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
]);

const missingCodes = new Set([
  "MethodNotAllowed", // a version id that is a delete marker
  "NoSuchBucket",
  "NoSuchKey",
  "NoSuchVersion",
  "NotFound",
  "ResourceNotFoundException",
]);

const deniedCodes = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "AllAccessDisabled",
  "AuthFailure",
  "DecryptionFailure",
  "ExpiredToken",
  "ExpiredTokenException",
  "InvalidAccessKeyId",
  "InvalidClientTokenId",
  "InvalidIdentityToken",
  "InvalidSignatureException",
  "InvalidToken",
  "SignatureDoesNotMatch",
  "UnauthorizedAccess",
  "UnrecognizedClientException",
]);

/** Sorts an SDK error by the documented error codes of S3, Secrets Manager and STS; unknown 4xx are configuration. */
export function classifyAwsError(error: unknown): AwsError {
  const network = networkReason(error);
  if (network) return { retry: network };
  const { code, status, message } = partsOf(error);
  if (temporaryCodes.has(code) || isTemporaryStatus(status)) return { retry: status ? `${status} ${code}` : code };
  if (code === "CredentialsProviderError") return { kind: "configuration", code, status, message, detail: "" };
  const detail = describePrincipal(message) + describeReason(message);
  return { kind: kindOf(code, status), code, status, message: oneLine(message), detail };
}

function partsOf(error: unknown): { code: string; status: number | undefined; message: string } {
  if (!(error instanceof Error)) return { code: "Unknown", status: undefined, message: "" };
  const metadata = "$metadata" in error ? (error.$metadata as { httpStatusCode?: number } | undefined) : undefined;
  return { code: error.name, status: metadata?.httpStatusCode, message: error.message };
}

function kindOf(code: string, status: number | undefined): FailureKind {
  if (missingCodes.has(code)) return "missing";
  if (deniedCodes.has(code)) return "denied";
  if (status === 404) return "missing";
  if (status === 401 || status === 403) return "denied";
  return "configuration";
}

/** AWS words a refusal as `User: <arn> is not authorized to perform: …` (IAM User Guide, access denied error messages). */
function describePrincipal(message: string): string {
  const arn = /User: (arn:\S+)/.exec(message)?.[1];
  if (!arn) return "";
  return arn.includes(":assumed-role/") || arn.includes(":role/") ? ` for role ${arn}` : ` for ${arn}`;
}

function describeReason(message: string): string {
  const reason = /\b(because (?:no|of|the) .+? (?:policy|boundary)\b.*?action|with an explicit deny.*)$/.exec(
    message,
  )?.[1];
  return reason ? `, ${oneLine(reason)}` : "";
}
