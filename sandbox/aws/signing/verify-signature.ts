import { timingSafeEqual } from "node:crypto";
import type { SignatureClaim } from "./signature-claim.ts";
import { canonicalRequest, parseAmzDate, type SignableRequest, sign, signingKey, stringToSign } from "./sigv4.ts";

export type Verdict =
  | { ok: true; key: Buffer; signature: string }
  | { ok: false; reason: "mismatch"; stringToSign: string; canonicalRequest: string }
  | { ok: false; reason: "skewed" | "expired" | "malformed-date" | "unsigned-headers" };

const SKEW_MS = 15 * 60 * 1000;
/** STS takes a presigned request for 15 minutes, whatever its X-Amz-Expires says: what EKS tokens live on. https://github.com/kubernetes-sigs/aws-iam-authenticator#api-authorization-from-outside-a-cluster */
const STS_PRESIGNED_MS = 15 * 60 * 1000;

/**
 * Checks a claim against the secret of its access key: time first, then the signature, as AWS does. A header signature may be
 * 15 minutes off; a presigned URL is good from its date until its expiry.
 */
export function verifySignature(
  request: SignableRequest,
  claim: SignatureClaim,
  secretAccessKey: string,
  payloadHash: string,
  now: number,
): Verdict {
  const signedAt = parseAmzDate(claim.amzDate);
  if (Number.isNaN(signedAt) || !claim.amzDate.startsWith(claim.scope.date))
    return { ok: false, reason: "malformed-date" };
  if (claim.expiresSeconds === undefined) {
    if (Math.abs(now - signedAt) > SKEW_MS) return { ok: false, reason: "skewed" };
  } else {
    if (signedAt - now > SKEW_MS) return { ok: false, reason: "skewed" };
    const goodForMs = claim.scope.service === "sts" ? STS_PRESIGNED_MS : claim.expiresSeconds * 1000;
    if (now > signedAt + goodForMs) return { ok: false, reason: "expired" };
  }
  if (!claim.signedHeaders.includes("host")) return { ok: false, reason: "unsigned-headers" };

  const unsigned = { ...request, query: request.query.filter(([name]) => name !== "X-Amz-Signature") };
  const canonical = canonicalRequest(unsigned, claim.scope.service, claim.signedHeaders, payloadHash);
  const text = stringToSign(claim.amzDate, claim.scope, canonical);
  const key = signingKey(secretAccessKey, claim.scope);
  if (equal(sign(key, text), claim.signature)) return { ok: true, key, signature: claim.signature };
  return { ok: false, reason: "mismatch", stringToSign: text, canonicalRequest: canonical };
}

export function equal(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
