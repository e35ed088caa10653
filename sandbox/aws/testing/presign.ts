import {
  canonicalRequest,
  EMPTY_SHA256,
  encode,
  formatAmzDate,
  sign,
  signingKey,
  stringToSign,
  UNSIGNED_PAYLOAD,
} from "../signing/sigv4.ts";

export type Presign = {
  url: string /* without a query */;
  method?: string;
  service: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  expiresSeconds?: number;
  query?: [string, string][];
  /** Headers that the signature covers, beside the host. */
  headers?: Record<string, string>;
  signedAt?: number;
};

/** A presigned URL as every AWS SDK makes it. */
export function presign({
  url,
  method = "GET",
  service,
  region,
  credentials,
  expiresSeconds = 60,
  query = [],
  headers = {},
  signedAt = Date.now(),
}: Presign): string {
  const { host, origin, pathname } = new URL(url);
  const signed: Record<string, string> = { host, ...headers };
  const names = Object.keys(signed).sort();
  const amzDate = formatAmzDate(signedAt);
  const scope = { date: amzDate.slice(0, 8), region, service };
  const all: [string, string][] = [
    ...query,
    ["X-Amz-Algorithm", "AWS4-HMAC-SHA256"],
    ["X-Amz-Credential", `${credentials.accessKeyId}/${scope.date}/${region}/${service}/aws4_request`],
    ["X-Amz-Date", amzDate],
    ["X-Amz-Expires", String(expiresSeconds)],
    ["X-Amz-SignedHeaders", names.join(";")],
  ];
  if (credentials.sessionToken) all.push(["X-Amz-Security-Token", credentials.sessionToken]);
  const payload = service === "s3" ? UNSIGNED_PAYLOAD : EMPTY_SHA256;
  const canonical = canonicalRequest(
    { method, rawPath: pathname, query: all, header: (name) => signed[name] },
    service,
    names,
    payload,
  );
  const signature = sign(signingKey(credentials.secretAccessKey, scope), stringToSign(amzDate, scope, canonical));
  const text = [...all, ["X-Amz-Signature", signature]].map(
    ([name = "", value = ""]) => `${encode(name)}=${encode(value)}`,
  );
  return `${origin}${pathname}?${text.join("&")}`;
}
