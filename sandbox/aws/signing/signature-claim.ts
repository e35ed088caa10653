import type { CredentialScope, SignableRequest } from "./sigv4.ts";

/** What a request says about its own signature, before anything of it is believed. */
export type SignatureClaim = {
  accessKeyId: string;
  scope: CredentialScope;
  signedHeaders: string[];
  signature: string;
  amzDate: string;
  sessionToken: string | undefined;
  /** Only of a presigned request. */
  expiresSeconds: number | undefined;
};

/** Thrown for a signature that cannot be read; `kind` says where it stood. */
export class MalformedSignature extends Error {
  kind: "header" | "query";
  constructor(kind: "header" | "query", message: string) {
    super(message);
    this.kind = kind;
  }
}

/**
 * Reads the claim from the Authorization header or from the query of a presigned URL; undefined for an unsigned request.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html and …/sigv4-query-string-auth.html
 */
export function readClaim(request: SignableRequest): SignatureClaim | undefined {
  const authorization = request.header("authorization");
  if (authorization?.startsWith("AWS4-HMAC-SHA256")) return fromHeader(request, authorization);
  if (request.query.some(([name]) => name === "X-Amz-Algorithm" || name === "X-Amz-Credential"))
    return fromQuery(request);
  return undefined;
}

function fromHeader(request: SignableRequest, authorization: string): SignatureClaim {
  const parts = new Map(
    authorization
      .slice("AWS4-HMAC-SHA256".length)
      .split(",")
      .map((part) => part.trim().split(/=(.*)/s, 2) as [string, string]),
  );
  const credential = parts.get("Credential");
  const signedHeaders = parts.get("SignedHeaders");
  const signature = parts.get("Signature");
  if (!credential || !signedHeaders || !signature) {
    throw new MalformedSignature("header", "The authorization header that you provided is not valid.");
  }
  return {
    ...readCredential(credential, "header"),
    signedHeaders: signedHeaders.split(";"),
    signature,
    amzDate: request.header("x-amz-date") ?? "",
    sessionToken: request.header("x-amz-security-token"),
    expiresSeconds: undefined,
  };
}

function fromQuery(request: SignableRequest): SignatureClaim {
  const query = new Map(request.query);
  const names = [
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Signature",
    "X-Amz-Date",
    "X-Amz-SignedHeaders",
    "X-Amz-Expires",
  ];
  const required = names.map((name) => query.get(name));
  if (required.some((value) => !value)) {
    throw new MalformedSignature(
      "query",
      "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
    );
  }
  const [algorithm, credential = "", signature = "", amzDate = "", signedHeaders = "", expires] = required;
  if (algorithm !== "AWS4-HMAC-SHA256") {
    throw new MalformedSignature("query", 'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"');
  }
  const expiresSeconds = Number(expires);
  if (!Number.isInteger(expiresSeconds)) throw new MalformedSignature("query", "X-Amz-Expires should be a number");
  if (expiresSeconds < 0) throw new MalformedSignature("query", "X-Amz-Expires must be non-negative");
  if (expiresSeconds > 604800) {
    throw new MalformedSignature(
      "query",
      "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds",
    );
  }
  return {
    ...readCredential(credential, "query"),
    signedHeaders: signedHeaders.split(";"),
    signature,
    amzDate,
    sessionToken: query.get("X-Amz-Security-Token"),
    expiresSeconds,
  };
}

function readCredential(credential: string, kind: "header" | "query") {
  const [accessKeyId, date, region, service, terminator, ...rest] = credential.split("/");
  if (!accessKeyId || !date || !region || !service || terminator !== "aws4_request" || rest.length > 0) {
    throw new MalformedSignature(
      kind,
      `the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".`,
    );
  }
  return { accessKeyId, scope: { date, region, service } };
}
