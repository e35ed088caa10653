import { CopyObjectCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusal } from "../testing/refusal.ts";
import { openTestS3, type TestS3 } from "../testing/s3-server.ts";

const API = "https://docs.aws.amazon.com/AmazonS3/latest/API";
let s3: TestS3;
let bucket: string;
let versioned: string;

beforeAll(async () => {
  s3 = await openTestS3();
  bucket = await s3.newBucket();
  versioned = await s3.newBucket({ versioning: true });
});
afterAll(() => s3.stop());

const put = (Key: string, Body: string | Buffer = "content", Bucket = bucket) =>
  s3.client.send(new PutObjectCommand({ Bucket, Key, Body }));
const read = async (Key: string, more: object = {}, Bucket = bucket) => {
  const answer = await s3.client.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return { ...answer, text: (await answer.Body?.transformToString()) ?? "" };
};

describe(`CopyObject (${API}/API_CopyObject.html)`, () => {
  test("content and metadata go along, from another bucket and from an older version too", async () => {
    const source = await s3.client.send(
      new PutObjectCommand({
        Bucket: versioned,
        Key: "c/söurce +1",
        Body: "old",
        Metadata: { owner: "orders" },
        ContentType: "text/plain",
      }),
    );
    await put("c/söurce +1", "new", versioned);
    const CopySource = `${versioned}/${encodeURIComponent("c/söurce +1")}`;
    await s3.client.send(new CopyObjectCommand({ Bucket: bucket, Key: "copy/new", CopySource }));
    expect((await read("copy/new")).text).toBe("new");
    await s3.client.send(
      new CopyObjectCommand({
        Bucket: bucket,
        Key: "copy/old",
        CopySource: `${CopySource}?versionId=${source.VersionId}`,
      }),
    );
    expect(await read("copy/old")).toMatchObject({
      text: "old",
      Metadata: { owner: "orders" },
      ContentType: "text/plain",
    });
  });

  test("REPLACE takes the request's metadata; an object is not copied onto itself without a change", async () => {
    await put("copy/self");
    const onto = { Bucket: bucket, Key: "copy/self", CopySource: `${bucket}/copy/self` };
    expect(await refusal(s3.client.send(new CopyObjectCommand(onto)))).toMatchObject({
      code: "InvalidRequest",
      status: 400,
    });
    await s3.client.send(new CopyObjectCommand({ ...onto, MetadataDirective: "REPLACE", Metadata: { fresh: "yes" } }));
    expect(await read("copy/self")).toMatchObject({ text: "content", Metadata: { fresh: "yes" } });
  });

  test("a source that is not there is NoSuchKey", async () => {
    expect(
      await refusal(
        s3.client.send(new CopyObjectCommand({ Bucket: bucket, Key: "x", CopySource: `${bucket}/copy/none` })),
      ),
    ).toMatchObject({ code: "NoSuchKey", status: 404 });
  });
});
