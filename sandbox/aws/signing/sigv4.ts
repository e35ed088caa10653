import { createHash, createHmac } from "node:crypto";

export type CredentialScope = { date: string /* yyyymmdd */; region: string; service: string };

export type SignableRequest = {
  method: string;
  /** Path as it came over the wire. */
  rawPath: string;
  /** Decoded names and values, in any order, without X-Amz-Signature. */
  query: [string, string][];
  /** Value of a header, lower-case name; several of one name already joined with a comma. */
  header: (name: string) => string | undefined;
};

export const UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";
export const EMPTY_SHA256 = sha256Hex("");

/**
 * The canonical request of Signature Version 4. S3 encodes the path once; every other service encodes the path it received again.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request
 */
export function canonicalRequest(
  request: SignableRequest,
  service: string,
  signedHeaders: string[],
  payloadHash: string,
): string {
  const path = service === "s3" ? encodePath(decodeURIComponent(request.rawPath)) : encodePath(request.rawPath);
  const query = request.query
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  const headers = signedHeaders.map((name) => `${name}:${(request.header(name) ?? "").trim().replace(/ +/g, " ")}\n`);
  return [request.method, path || "/", query, headers.join(""), signedHeaders.join(";"), payloadHash].join("\n");
}

export function stringToSign(amzDate: string, scope: CredentialScope, canonical: string): string {
  return ["AWS4-HMAC-SHA256", amzDate, scopeText(scope), sha256Hex(canonical)].join("\n");
}

export function signingKey(secretAccessKey: string, scope: CredentialScope): Buffer {
  return [scope.region, scope.service, "aws4_request"].reduce(hmac, hmac(`AWS4${secretAccessKey}`, scope.date));
}

export function sign(key: Buffer, text: string): string {
  return hmac(key, text).toString("hex");
}

export function scopeText({ date, region, service }: CredentialScope): string {
  return `${date}/${region}/${service}/aws4_request`;
}

export function sha256Hex(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/** `yyyymmddThhmmssZ` → milliseconds since 1970; NaN when it is not of that form. */
export function parseAmzDate(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
}

export function formatAmzDate(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+|[-:]/g, "");
}

/** RFC 3986 unreserved characters stay, every other byte becomes `%XX`. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function encodePath(path: string): string {
  return path.split("/").map(encode).join("/");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
