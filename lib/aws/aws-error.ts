import { SlipwayError } from "#lib/platform/errors.ts";
import { AddressRefused, addressRefused } from "#lib/platform/guarded-agent.ts";
import { type Said, say, says } from "#lib/platform/say.ts";
import type { AwsAccess } from "./access.ts";

type ServiceException = Error & {
  $metadata?: { httpStatusCode?: number; requestId?: string };
  $response?: { headers?: Record<string, string> };
};
type What = { what: Said; bucket?: string; key?: string; repository?: string; secret?: string; role?: string };

/** Runs one call and translates what it throws. `what` is for people: "read object orders/in.csv". */
export async function asking<T>(access: AwsAccess, what: What, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw awsError(access, what, error);
  }
}

/** An AWS SDK error in Slipway's words, with account, region and what was asked; anything else comes back as it is. */
export function awsError(access: AwsAccess, { what, ...names }: What, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof SlipwayError || error.name === "AbortError") return error;
  if (error instanceof AddressRefused)
    return addressRefused(says("named-aws-account", { account: access.accountId }), error, names);
  const { $metadata, $response, name } = error as ServiceException;
  const status = $metadata?.httpStatusCode;
  const code = codeFor(name, status, error);
  if (code === undefined) return error;
  const { accountId: account, region } = access;
  const details = { account, region, ...names, upstream: name, status, awsRequestId: $metadata?.requestId };
  const elsewhere =
    $response?.headers?.["x-amz-bucket-region"] ?? /expecting ['"]?([a-z0-9-]+)/.exec(error.message)?.[1];
  const where = says("aws-account", { account, region });
  const message = `${account}/${region}: ${say(what, "en")}: ${name}: ${error.message}`;
  const found = elsewhere ?? says("aws-other-region");
  const said =
    names.bucket && isOtherRegion(name, status)
      ? says("aws-bucket-region", { bucket: names.bucket, found, region })
      : CREDENTIAL.test(name)
        ? says("aws-credential", { where })
        : says(`aws-${code}`, { where, what });
  return new SlipwayError(code, { message, says: said, details, cause: error });
}

const CREDENTIAL =
  /^(ExpiredToken|InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|UnrecognizedClient|InvalidSignature|CredentialsProviderError|RequestExpired)/;
/** Whether AWS knows the credential not at all, rather than not letting it do something. */
export const isCredentialRefused = (error: unknown): boolean =>
  error instanceof SlipwayError && error.code === "denied" && CREDENTIAL.test(`${error.details.upstream ?? ""}`);

const NETWORK =
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ECONNRESET|EHOSTUNREACH|ENETUNREACH|EPIPE|CERT_|UNABLE_TO_|SELF_SIGNED/;

function codeFor(name: string, status: number | undefined, error: Error) {
  if (CREDENTIAL.test(name)) return "denied";
  if (/^(Throttl|SlowDown|TooManyRequests|RequestLimitExceeded|RequestThrottled)/.test(name) || status === 429)
    return "rate-limited";
  if (/^AccessDenied|^Unauthorized|^Forbidden/.test(name)) return "denied";
  if (/^TimeoutError$|^RequestTimeout/.test(name)) return "timeout";
  if (/NotFound|^NoSuch/.test(name)) return "not-found";
  if (NETWORK.test(`${name} ${"code" in error ? error.code : ""}`)) return "unreachable";
  if (status === undefined) return undefined;
  if (status === 401 || status === 403) return "denied";
  if (status === 404) return "not-found";
  if (status === 409 || status === 412) return "conflict";
  return status >= 500 ? "unavailable" : "invalid";
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const isOtherRegion = (name: string, status: number | undefined) =>
  status === 301 ||
  status === 307 ||
  /^(PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException)$/.test(name);
