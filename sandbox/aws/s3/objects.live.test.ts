import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusal } from "../testing/refusal.ts";
import { openTestS3, type TestS3 } from "../testing/s3-server.ts";

const API = "https://docs.aws.amazon.com/AmazonS3/latest/API";
const GUIDE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide";
let s3: TestS3;
let bucket: string;

beforeAll(async () => {
  s3 = await openTestS3();
  bucket = await s3.newBucket();
});
afterAll(() => s3.stop());

const put = (Key: string, Body: string | Buffer = "content", Bucket = bucket) =>
  s3.client.send(new PutObjectCommand({ Bucket, Key, Body }));
const read = async (Key: string, more: object = {}, Bucket = bucket) => {
  const answer = await s3.client.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return { ...answer, text: (await answer.Body?.transformToString()) ?? "" };
};

describe(`PutObject and GetObject (${API}/API_PutObject.html, ${API}/API_GetObject.html)`, () => {
  test("content, type, metadata and ETag come back as they were put", async () => {
    const Metadata = { owner: "orders", purpose: "report" };
    await s3.client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: "a/b.csv",
        Body: "id,total\n",
        ContentType: "text/csv",
        CacheControl: "no-cache",
        Metadata,
      }),
    );
    const { text, ...answer } = await read("a/b.csv");
    expect(text).toBe("id,total\n");
    expect(answer).toMatchObject({ ContentType: "text/csv", CacheControl: "no-cache", Metadata, ContentLength: 9 });
    expect(answer.ETag).toBe(`"${createHash("md5").update("id,total\n").digest("hex")}"`);
  });

  test("an empty object is an object", async () => {
    await put("empty", "");
    expect(await read("empty")).toMatchObject({ text: "", ContentLength: 0 });
  });

  test("a stream of known length is stored whole", async () => {
    const content = Buffer.alloc(3_000_000, "stream");
    await s3.client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: "stream",
        Body: Readable.from([content.subarray(0, 1_000_001), content.subarray(1_000_001)]),
        ContentLength: content.length,
      }),
    );
    const { text } = await read("stream");
    expect(createHash("md5").update(text).digest("hex")).toBe(createHash("md5").update(content).digest("hex"));
  });

  test.each([
    "space and +plus",
    "ümläut/文件.csv",
    "percent%2Fencoded",
    "quo'te\"d&<tag>",
    "a=b&c=d?e#f",
    "tilde~star*(paren)!",
    "emoji-🛳",
  ])("the key %s is itself", async (Key) => {
    await put(Key, Key);
    expect((await read(Key)).text).toBe(Key);
    await s3.client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
    expect(await refusal(read(Key))).toMatchObject({ code: "NoSuchKey", status: 404 });
  });

  test("a missing key is NoSuchKey, a missing bucket NoSuchBucket, and HEAD says 404 without a body", async () => {
    expect(await refusal(read("nothing"))).toMatchObject({ code: "NoSuchKey", status: 404 });
    expect(await refusal(put("x", "y", "no-such-bucket-here"))).toMatchObject({ code: "NoSuchBucket", status: 404 });
    expect(await refusal(s3.client.send(new HeadObjectCommand({ Bucket: bucket, Key: "nothing" })))).toMatchObject({
      code: "NotFound",
      status: 404,
    });
  });
});

describe(`Ranges (${API}/API_GetObject.html#API_GetObject_RequestSyntax)`, () => {
  beforeAll(() => put("digits", "0123456789"));

  test.each([
    ["bytes=0-3", "0123", "bytes 0-3/10"],
    ["bytes=7-", "789", "bytes 7-9/10"],
    ["bytes=-2", "89", "bytes 8-9/10"],
    ["bytes=8-100", "89", "bytes 8-9/10"],
  ])("%s is %s", async (Range, text, ContentRange) => {
    const answer = await read("digits", { Range });
    expect(answer).toMatchObject({ text, ContentRange, $metadata: { httpStatusCode: 206 } });
  });

  test("a range beyond the end is InvalidRange", async () => {
    expect(await refusal(read("digits", { Range: "bytes=10-" }))).toMatchObject({ code: "InvalidRange", status: 416 });
  });
});

describe(`Conditions (${GUIDE}/conditional-requests.html)`, () => {
  test("reads: If-Match fails as 412, If-None-Match answers 304", async () => {
    const { ETag } = await put("conditional");
    expect((await read("conditional", { IfMatch: ETag })).text).toBe("content");
    expect(await refusal(read("conditional", { IfMatch: '"0"' }))).toMatchObject({ status: 412 });
    expect(await refusal(read("conditional", { IfNoneMatch: ETag }))).toMatchObject({ status: 304 });
    const past = new Date(Date.now() - 86_400_000);
    expect(await refusal(read("conditional", { IfUnmodifiedSince: past }))).toMatchObject({ status: 412 });
    expect((await read("conditional", { IfModifiedSince: past })).text).toBe("content");
  });

  test("writes: If-None-Match: * refuses to overwrite", async () => {
    const create = () =>
      s3.client.send(new PutObjectCommand({ Bucket: bucket, Key: "once", Body: "x", IfNoneMatch: "*" }));
    await create();
    expect(await refusal(create())).toMatchObject({ code: "PreconditionFailed", status: 412 });
  });

  test("of many writers who create the same key at once, one wins", async () => {
    const write = (Body: string) =>
      s3.client.send(new PutObjectCommand({ Bucket: bucket, Key: "race", Body, IfNoneMatch: "*" }));
    const results = await Promise.allSettled(["a", "b", "c", "d", "e"].map(write));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });
});

describe(`Checksums (${GUIDE}/checking-object-integrity-upload.html)`, () => {
  const hello = {
    CRC32: "DUoRhQ==",
    CRC32C: "yZRlqg==",
    SHA1: "Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
    SHA256: "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=",
  } as const;

  test.each(Object.entries(hello))(
    "%s of a put is stored and given back in checksum mode",
    async (algorithm, value) => {
      const ChecksumAlgorithm = algorithm as keyof typeof hello;
      const field = `Checksum${ChecksumAlgorithm}` as const;
      const Key = `sums/${algorithm}`;
      await s3.client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: "hello world", ChecksumAlgorithm }));
      const head = await s3.client.send(new HeadObjectCommand({ Bucket: bucket, Key, ChecksumMode: "ENABLED" }));
      expect(head[field]).toBe(value);
    },
  );

  test("CRC64NVME, too, whose value the SDK computes", async () => {
    const Key = "sums/crc64";
    await s3.client.send(
      new PutObjectCommand({ Bucket: bucket, Key, Body: "hello world", ChecksumAlgorithm: "CRC64NVME" }),
    );
    const head = await s3.client.send(new HeadObjectCommand({ Bucket: bucket, Key, ChecksumMode: "ENABLED" }));
    expect(head.ChecksumCRC64NVME).toBe("jSnVw/bqjr4=");
  });

  test("without a choice the SDK's CRC32 is stored", async () => {
    await put("sums/default", "hello world");
    const head = await s3.client.send(
      new HeadObjectCommand({ Bucket: bucket, Key: "sums/default", ChecksumMode: "ENABLED" }),
    );
    expect(head).toMatchObject({ ChecksumCRC32: "DUoRhQ==", ChecksumType: "FULL_OBJECT" });
  });

  test("a wrong checksum is BadDigest and nothing is stored", async () => {
    const wrong = s3.client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: "sums/wrong",
        Body: "hello world",
        ChecksumSHA256: createHash("sha256").update("other").digest("base64"),
      }),
    );
    expect(await refusal(wrong)).toMatchObject({ code: "BadDigest", status: 400 });
    expect(await refusal(read("sums/wrong"))).toMatchObject({ code: "NoSuchKey" });
  });
});
