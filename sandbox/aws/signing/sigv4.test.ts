import { expect, test } from "vitest";
import { readChunkedBody } from "./chunked-body.ts";
import { readClaim } from "./signature-claim.ts";
import { type SignableRequest, UNSIGNED_PAYLOAD } from "./sigv4.ts";
import { verifySignature } from "./verify-signature.ts";

// The published examples of Amazon S3's API reference, with the credentials printed there.
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const CREDENTIAL = "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request";
const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const NOW = Date.parse("2013-05-24T00:01:00Z");
const HEADER_PAGE = "https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html";

type Example = {
  title: string;
  page: string;
  method: string;
  path: string;
  query?: [string, string][];
  headers: Record<string, string>;
  hash: string;
  signature: string;
};

const EXAMPLES: Example[] = [
  {
    title: "GET object with a range",
    page: HEADER_PAGE,
    method: "GET",
    path: "/test.txt",
    headers: { range: "bytes=0-9" },
    hash: EMPTY,
    signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
  },
  {
    title: "PUT object with a $ in its key",
    page: HEADER_PAGE,
    method: "PUT",
    path: "/test$file.text",
    headers: { date: "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY" },
    hash: "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
    signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
  },
  {
    title: "GET bucket lifecycle (a query name without a value)",
    page: HEADER_PAGE,
    method: "GET",
    path: "/",
    query: [["lifecycle", ""]],
    headers: {},
    hash: EMPTY,
    signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
  },
  {
    title: "list objects",
    page: HEADER_PAGE,
    method: "GET",
    path: "/",
    query: [
      ["prefix", "J"],
      ["max-keys", "2"],
    ],
    headers: {},
    hash: EMPTY,
    signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
  },
];

function toRequest({ method, path, query = [], headers, hash, signature }: Example): SignableRequest {
  const all: Record<string, string> = {
    host: "examplebucket.s3.amazonaws.com",
    "x-amz-content-sha256": hash,
    "x-amz-date": "20130524T000000Z",
    ...headers,
  };
  const signed = Object.keys(all).sort().join(";");
  all.authorization = `AWS4-HMAC-SHA256 Credential=${CREDENTIAL},SignedHeaders=${signed},Signature=${signature}`;
  return { method, rawPath: path, query, header: (name) => all[name] };
}

function verify(request: SignableRequest, hash: string, now = NOW, secret = SECRET) {
  const claim = readClaim(request);
  if (!claim) throw new Error("unsigned");
  return verifySignature(request, claim, secret, hash, now);
}

test.each(EXAMPLES)("$title has the signature that AWS prints ($page)", (example) => {
  expect(verify(toRequest(example), example.hash)).toMatchObject({ ok: true });
});

test.each(EXAMPLES)("$title: another method, another secret or another payload is a mismatch", (example) => {
  const request = toRequest(example);
  expect(verify({ ...request, method: "DELETE" }, example.hash)).toMatchObject({ reason: "mismatch" });
  expect(verify(request, example.hash, NOW, `${SECRET}x`)).toMatchObject({ reason: "mismatch" });
  expect(verify(request, "0".repeat(64))).toMatchObject({ reason: "mismatch" });
});

test("a clock more than 15 minutes off is refused in both directions (RequestTimeTooSkewed, https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html)", () => {
  const [example] = EXAMPLES as [Example];
  const signedAt = Date.parse("2013-05-24T00:00:00Z");
  for (const minutes of [-16, 16])
    expect(verify(toRequest(example), EMPTY, signedAt + minutes * 60_000)).toMatchObject({ reason: "skewed" });
  for (const minutes of [-15, 15])
    expect(verify(toRequest(example), EMPTY, signedAt + minutes * 60_000)).toMatchObject({ ok: true });
});

const PRESIGNED: SignableRequest = {
  method: "GET",
  rawPath: "/test.txt",
  query: [
    ["X-Amz-Algorithm", "AWS4-HMAC-SHA256"],
    ["X-Amz-Credential", CREDENTIAL],
    ["X-Amz-Date", "20130524T000000Z"],
    ["X-Amz-Expires", "86400"],
    ["X-Amz-SignedHeaders", "host"],
    ["X-Amz-Signature", "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"],
  ],
  header: (name) => (name === "host" ? "examplebucket.s3.amazonaws.com" : undefined),
};

test("a presigned URL is good until it expires, and not a second longer (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html)", () => {
  const end = Date.parse("2013-05-25T00:00:00Z");
  expect(verify(PRESIGNED, UNSIGNED_PAYLOAD, end)).toMatchObject({ ok: true });
  expect(verify(PRESIGNED, UNSIGNED_PAYLOAD, end + 1000)).toMatchObject({ reason: "expired" });
  expect(verify({ ...PRESIGNED, rawPath: "/other.txt" }, UNSIGNED_PAYLOAD, end)).toMatchObject({ reason: "mismatch" });
});

test.each([
  ["X-Amz-Expires", "604801"],
  ["X-Amz-Expires", "soon"],
  ["X-Amz-Credential", "AKIAIOSFODNN7EXAMPLE/20130524"],
  ["X-Amz-Signature", ""],
])("a presigned URL with %s=%s cannot be read", (name, value) => {
  const query = PRESIGNED.query.map((pair): [string, string] => (pair[0] === name ? [name, value] : pair));
  expect(() => readClaim({ ...PRESIGNED, query })).toThrow();
});

const CHUNKED: Example & { chunks: string[]; trailer: string } = {
  title: "signed chunks",
  page: "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html",
  method: "PUT",
  path: "/examplebucket/chunkObject.txt",
  headers: {
    host: "s3.amazonaws.com",
    "content-encoding": "aws-chunked",
    "content-length": "66824",
    "x-amz-decoded-content-length": "66560",
    "x-amz-storage-class": "REDUCED_REDUNDANCY",
  },
  hash: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
  signature: "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
  chunks: [
    "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
    "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
    "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
  ],
  trailer: "",
};

const TRAILING: typeof CHUNKED = {
  ...CHUNKED,
  title: "signed chunks with a checksum trailer",
  page: "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html",
  headers: { ...CHUNKED.headers, "x-amz-trailer": "x-amz-checksum-crc32c" },
  hash: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
  signature: "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e",
  chunks: [
    "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
    "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
    "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
  ],
  trailer:
    "x-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n",
};
// The trailer example signs no Content-Length.
delete (TRAILING.headers as Record<string, string | undefined>)["content-length"];

function bodyOf({ chunks, trailer }: typeof CHUNKED, letter = "a"): Buffer {
  const sizes = [65536, 1024, 0];
  const parts = sizes.map(
    (size, at) => `${size.toString(16)};chunk-signature=${chunks[at]}\r\n${letter.repeat(size)}${size ? "\r\n" : ""}`,
  );
  return Buffer.from(`${parts.join("")}${trailer}\r\n`);
}

async function decode(example: typeof CHUNKED, body: Buffer) {
  const verdict = verify(toRequest(example), example.hash);
  if (!verdict.ok) throw new Error(verdict.reason);
  const scope = { date: "20130524", region: "us-east-1", service: "s3" };
  const trailers = new Map<string, string>();
  async function* pieces() {
    for (let at = 0; at < body.length; at += 1000) yield body.subarray(at, at + 1000);
  }
  let length = 0;
  const signing = { key: verdict.key, scope, amzDate: "20130524T000000Z", seedSignature: verdict.signature };
  for await (const chunk of readChunkedBody(pieces(), signing, trailers)) length += chunk.length;
  return { length, trailers };
}

test.each([CHUNKED, TRAILING])("$title: AWS's example is read to its end ($page)", async (example) => {
  const { length, trailers } = await decode(example, bodyOf(example));
  expect(length).toBe(66560);
  expect(trailers.get("x-amz-checksum-crc32c")).toBe(example.trailer ? "sOO8/Q==" : undefined);
});

test.each([CHUNKED, TRAILING])(
  "$title: a changed byte, a changed trailer and a cut body are refused",
  async (example) => {
    await expect(decode(example, bodyOf(example, "b"))).rejects.toMatchObject({ code: "SignatureDoesNotMatch" });
    const body = bodyOf(example);
    await expect(decode(example, body.subarray(0, body.length - 200))).rejects.toMatchObject({
      code: "IncompleteBody",
    });
    const forged = Buffer.from(body.toString().replace("sOO8/Q==", "sOO8/A=="));
    if (example.trailer) await expect(decode(example, forged)).rejects.toMatchObject({ code: "SignatureDoesNotMatch" });
  },
);
