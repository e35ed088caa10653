import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketCorsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keysOf, startTestCloud } from "../testing/cloud.ts";
import { refusal } from "../testing/refusal.ts";

// What a server that keeps objects as files of their name cannot do; Amazon S3 can.
const KEYS = ["a", "a/", "a//b", "a/b", "a/b/c", "..", "../up", "./x", ".", "x".repeat(1024), "line\nbreak", "\u0001"];
const Bucket = "orders-eu";
let cloud: Awaited<ReturnType<typeof startTestCloud>>;
let s3: S3Client;
beforeAll(async () => {
  cloud = await startTestCloud();
  s3 = new S3Client({ ...cloud.config("admin"), forcePathStyle: true });
});
afterAll(() => cloud.stop());

test("any key is a key, beside those that extend it (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html)", async () => {
  for (const Key of KEYS) await s3.send(new PutObjectCommand({ Bucket, Key, Body: `content of ${Key}` }));
  await cloud.restart();
  s3 = new S3Client({ ...cloud.config("admin"), forcePathStyle: true });
  for (const Key of KEYS) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(await Body?.transformToString()).toBe(`content of ${Key}`);
  }
  const listed = await s3.send(new ListObjectsV2Command({ Bucket, EncodingType: "url" }));
  expect(listed.Contents?.map(({ Key }) => decodeURIComponent(Key ?? ""))).toEqual([...KEYS].sort());
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
  expect(await refusal(s3.send(new GetObjectCommand({ Bucket, Key: "a" })))).toMatchObject({ code: "NoSuchKey" });
  expect((await s3.send(new GetObjectCommand({ Bucket, Key: "a/b" }))).ContentLength).toBe(14);
});

test("a key of more than 1024 bytes is refused", async () => {
  expect(await refusal(s3.send(new PutObjectCommand({ Bucket, Key: "ä".repeat(513), Body: "" })))).toMatchObject({
    code: "KeyTooLongError",
    status: 400,
  });
});

test("a large upload that is not allowed is told so, not cut off", async () => {
  const reader = new S3Client({ ...cloud.config("reader"), forcePathStyle: true });
  const upload = reader.send(new PutObjectCommand({ Bucket, Key: "large", Body: Buffer.alloc(20_000_000) }));
  expect(await refusal(upload)).toMatchObject({ code: "AccessDenied", status: 403 });
});

test("what the stand-in leaves out is NotImplemented, not silently dropped", async () => {
  expect(
    await refusal(s3.send(new PutObjectCommand({ Bucket, Key: "t", Body: "", Tagging: "team=orders" }))),
  ).toMatchObject({ code: "NotImplemented", status: 501 });
});

test("a browser's preflight is answered by the bucket's CORS rules (https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html)", async () => {
  const preflight = (origin: string, method = "PUT") =>
    fetch(`${cloud.url}/${Bucket}/k`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": method, "access-control-request-headers": "content-type" },
    });
  expect((await preflight("https://portal.example.test")).status).toBe(403);
  const CORSRules = [
    {
      AllowedOrigins: ["https://*.example.test"],
      AllowedMethods: ["PUT"],
      AllowedHeaders: ["*"],
      ExposeHeaders: ["ETag"],
      MaxAgeSeconds: 60,
    },
  ];
  await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
  const answer = await preflight("https://portal.example.test");
  expect([
    answer.status,
    answer.headers.get("access-control-allow-origin"),
    answer.headers.get("access-control-allow-headers"),
  ]).toEqual([200, "https://portal.example.test", "content-type"]);
  expect((await preflight("https://elsewhere.test")).status).toBe(403);
  expect((await preflight("https://portal.example.test", "DELETE")).status).toBe(403);
});

test("a user signs with their own secret only", async () => {
  const mixed = new S3Client({
    ...cloud.config("admin"),
    forcePathStyle: true,
    credentials: { ...keysOf("admin"), secretAccessKey: keysOf("reader").secretAccessKey },
  });
  expect(await refusal(mixed.send(new ListObjectsV2Command({ Bucket })))).toMatchObject({
    code: "SignatureDoesNotMatch",
  });
});
