import type { AuthFailure, AuthFailureReason } from "./authenticate.ts";
import { AwsError } from "./aws-error.ts";
import { formatAmzDate, parseAmzDate } from "./signing/sigv4.ts";

type Words = Record<AuthFailureReason, [status: number, code: string, message: string]>;

const MISMATCH =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";
const INVALID = "The security token included in the request is invalid.";
const EXPIRED = "The security token included in the request is expired";
const MALFORMED = "Authorization header is not in the expected form.";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const S3: Words = {
  missing: [403, "AccessDenied", "Access Denied"],
  malformed: [400, "AuthorizationHeaderMalformed", "The authorization header is malformed"],
  "unknown-key": [403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."],
  "invalid-token": [400, "InvalidToken", "The provided token is malformed or otherwise invalid."],
  "expired-token": [400, "ExpiredToken", "The provided token has expired."],
  mismatch: [
    403,
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
  ],
  skewed: [403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large."],
  expired: [403, "AccessDenied", "Request has expired"],
  "malformed-date": [403, "AccessDenied", "AWS authentication requires a valid Date or x-amz-date header"],
  "unsigned-headers": [403, "AccessDenied", "There were headers present in the request which were not signed"],
};

/** https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html */
const QUERY: Words = {
  missing: [403, "MissingAuthenticationToken", "Request is missing Authentication Token"],
  malformed: [400, "IncompleteSignature", MALFORMED],
  "unknown-key": [403, "InvalidClientTokenId", INVALID],
  "invalid-token": [403, "InvalidClientTokenId", INVALID],
  "expired-token": [403, "ExpiredToken", EXPIRED],
  mismatch: [403, "SignatureDoesNotMatch", MISMATCH],
  skewed: [403, "SignatureDoesNotMatch", "Signature expired"],
  expired: [403, "SignatureDoesNotMatch", "Signature expired"],
  "malformed-date": [400, "IncompleteSignature", "Date must be in ISO-8601 'basic format'."],
  "unsigned-headers": [403, "SignatureDoesNotMatch", "'Host' must be a 'SignedHeader' in the AWS Authorization."],
};

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html */
const JSON_PROTOCOL: Words = {
  missing: [400, "MissingAuthenticationTokenException", "Missing Authentication Token"],
  malformed: [400, "IncompleteSignatureException", MALFORMED],
  "unknown-key": [400, "UnrecognizedClientException", INVALID],
  "invalid-token": [400, "UnrecognizedClientException", INVALID],
  "expired-token": [400, "ExpiredTokenException", EXPIRED],
  mismatch: [400, "InvalidSignatureException", MISMATCH],
  skewed: [400, "InvalidSignatureException", "Signature expired"],
  expired: [400, "InvalidSignatureException", "Signature expired"],
  "malformed-date": [400, "IncompleteSignatureException", "Date must be in ISO-8601 'basic format'."],
  "unsigned-headers": [400, "InvalidSignatureException", "'Host' must be a 'SignedHeader' in the AWS Authorization."],
};

/** The protocol's own error for a signature that was not accepted. */
export function authError(
  failure: AuthFailure,
  protocol: "s3" | "query" | "json" | "rest-json",
  now: number,
): AwsError {
  const [jsonStatus, code, message] = { s3: S3, query: QUERY, json: JSON_PROTOCOL, "rest-json": JSON_PROTOCOL }[
    protocol
  ][failure.reason];
  const status = protocol === "rest-json" ? 403 : jsonStatus;
  if (protocol === "s3") return new AwsError(status, code, malformedWords(failure) ?? message, s3Details(failure, now));
  const late = failure.reason === "skewed" || failure.reason === "expired";
  return new AwsError(status, code, late ? lateWords(failure, now) : message);
}

function malformedWords({ reason, message }: AuthFailure): string | undefined {
  return reason === "malformed" && message !== reason ? message : undefined;
}

function lateWords({ claim }: AuthFailure, now: number): string {
  const signed = claim?.amzDate ?? "";
  const current = formatAmzDate(now);
  const later = parseAmzDate(signed) > now;
  const allowed = (claim?.expiresSeconds ?? 900) * 1000;
  const edge = formatAmzDate(later ? now + allowed : now - allowed);
  const minutes = Math.round(allowed / 60_000);
  return later
    ? `Signature not yet current: ${signed} is still later than ${edge} (${current} + ${minutes} min.)`
    : `Signature expired: ${signed} is now earlier than ${edge} (${current} - ${minutes} min.)`;
}

function s3Details({ reason, claim, verdict }: AuthFailure, now: number): Record<string, string> {
  const serverTime = new Date(now).toISOString();
  if (!claim) return {};
  if (reason === "unknown-key") return { AWSAccessKeyId: claim.accessKeyId };
  if (reason === "skewed")
    return { RequestTime: claim.amzDate, ServerTime: serverTime, MaxAllowedSkewMilliseconds: "900000" };
  if (reason === "expired") {
    const expires = new Date(parseAmzDate(claim.amzDate) + (claim.expiresSeconds ?? 0) * 1000).toISOString();
    return { "X-Amz-Expires": String(claim.expiresSeconds), Expires: expires, ServerTime: serverTime };
  }
  if (verdict?.ok === false && verdict.reason === "mismatch") {
    const { stringToSign, canonicalRequest } = verdict;
    return {
      AWSAccessKeyId: claim.accessKeyId,
      StringToSign: stringToSign,
      SignatureProvided: claim.signature,
      CanonicalRequest: canonicalRequest,
    };
  }
  return {};
}
