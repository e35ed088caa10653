import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { afterAll, beforeAll, expect, test } from "vitest";
import { refusal } from "../testing/refusal.ts";
import { openTestS3, type TestS3 } from "../testing/s3-server.ts";

const API = "https://docs.aws.amazon.com/AmazonS3/latest/API";
const GUIDE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide";
const MiB = 1024 * 1024;
const PARTS = [Buffer.alloc(5 * MiB, "a"), Buffer.alloc(5 * MiB, "b"), Buffer.from("tail")];
let s3: TestS3;
let Bucket: string;

beforeAll(async () => {
  s3 = await openTestS3();
  Bucket = await s3.newBucket();
});
afterAll(() => s3.stop());

const start = async (Key: string, more: Partial<CreateMultipartUploadCommandInput> = {}) => {
  const { UploadId } = await s3.client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }));
  return { Bucket, Key, UploadId };
};
type Started = Awaited<ReturnType<typeof start>>;
const sha256 = (data: Buffer) => createHash("sha256").update(data).digest();
const send = async (upload: Started, PartNumber: number, Body: Buffer) => {
  const { ETag, ChecksumSHA256 } = await s3.client.send(
    new UploadPartCommand({ ...upload, PartNumber, Body, ChecksumAlgorithm: "SHA256" }),
  );
  return { PartNumber, ETag, ChecksumSHA256 };
};
const complete = (upload: Started, Parts: object[]) =>
  s3.client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));

test(`parts sent out of order become one object, with a composite ETag and checksum (${GUIDE}/checking-object-integrity-upload.html#Full-object-checksums)`, async () => {
  const upload = await start("big", {
    ChecksumAlgorithm: "SHA256",
    Metadata: { owner: "orders" },
    ContentType: "text/plain",
  });
  const parts = [];
  for (const number of [2, 3, 1]) parts.push(await send(upload, number, PARTS[number - 1] as Buffer));
  const listed = await s3.client.send(new ListPartsCommand(upload));
  expect(listed.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual(
    [1, 2, 3].map((number) => [number, PARTS[number - 1]?.length]),
  );

  const done = await complete(
    upload,
    parts.sort((a, b) => a.PartNumber - b.PartNumber),
  );
  const md5 = createHash("md5");
  for (const part of PARTS) md5.update(createHash("md5").update(part).digest());
  expect(done.ETag).toBe(`"${md5.digest("hex")}-3"`);

  const head = await s3.client.send(new HeadObjectCommand({ Bucket, Key: "big", ChecksumMode: "ENABLED" }));
  expect(head).toMatchObject({ ContentLength: 10 * MiB + 4, Metadata: { owner: "orders" }, ContentType: "text/plain" });
  expect(head.ChecksumSHA256).toBe(`${sha256(Buffer.concat(PARTS.map(sha256))).toString("base64")}-3`);

  const across = await s3.client.send(
    new GetObjectCommand({ Bucket, Key: "big", Range: `bytes=${5 * MiB - 2}-${5 * MiB + 1}` }),
  );
  expect(await across.Body?.transformToString()).toBe("aabb");
});

test(`a part too small, a wrong order, an unknown part and an unknown upload are refused (${API}/API_CompleteMultipartUpload.html)`, async () => {
  const upload = await start("refused", { ChecksumAlgorithm: "SHA256" });
  const [first, second, whole] = [
    await send(upload, 1, Buffer.from("x")),
    await send(upload, 2, Buffer.from("y")),
    await send(upload, 3, Buffer.alloc(5 * MiB)),
  ];
  expect(await refusal(complete(upload, [first, second]))).toMatchObject({ code: "EntityTooSmall", status: 400 });
  expect(await refusal(complete(upload, [whole, first]))).toMatchObject({ code: "InvalidPartOrder", status: 400 });
  const unknown = { ...first, PartNumber: 7 };
  expect(await refusal(complete(upload, [unknown]))).toMatchObject({ code: "InvalidPart", status: 400 });
  expect(await refusal(complete({ ...upload, UploadId: "AAAAAAAA" }, [first]))).toMatchObject({
    code: "NoSuchUpload",
    status: 404,
  });
});

test(`an aborted upload is gone with its parts (${API}/API_AbortMultipartUpload.html)`, async () => {
  const upload = await start("aborted");
  const open = await s3.client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: "aborted" }));
  expect(open.Uploads?.map(({ UploadId }) => UploadId)).toEqual([upload.UploadId]);
  await s3.client.send(new AbortMultipartUploadCommand(upload));
  expect(await refusal(s3.client.send(new ListPartsCommand(upload)))).toMatchObject({
    code: "NoSuchUpload",
    status: 404,
  });
});

test(`a part is copied from a range of another object (${API}/API_UploadPartCopy.html)`, async () => {
  await s3.client.send(new PutObjectCommand({ Bucket, Key: "source", Body: "0123456789" }));
  const upload = await start("from-copy");
  const copied = await s3.client.send(
    new UploadPartCopyCommand({
      ...upload,
      PartNumber: 1,
      CopySource: `${Bucket}/source`,
      CopySourceRange: "bytes=2-5",
    }),
  );
  await complete(upload, [
    { PartNumber: 1, ETag: copied.CopyPartResult?.ETag, ChecksumCRC32: copied.CopyPartResult?.ChecksumCRC32 },
  ]);
  const answer = await s3.client.send(new GetObjectCommand({ Bucket, Key: "from-copy" }));
  expect(await answer.Body?.transformToString()).toBe("2345");
});

test("lib-storage's Upload streams a body of unknown length", async () => {
  const Body = Readable.from(PARTS);
  await new Upload({ client: s3.client, params: { Bucket, Key: "streamed", Body }, partSize: 5 * MiB }).done();
  const answer = await s3.client.send(new GetObjectCommand({ Bucket, Key: "streamed" }));
  const bytes = Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
  expect(sha256(bytes).equals(sha256(Buffer.concat(PARTS)))).toBe(true);
});
