import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusal } from "../testing/refusal.ts";
import { openTestS3, type TestS3 } from "../testing/s3-server.ts";

const API = "https://docs.aws.amazon.com/AmazonS3/latest/API";
const GUIDE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide";
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

describe(`Versions (${GUIDE}/versioning-workflows.html)`, () => {
  test("every put is a version of its own that can be read by its id", async () => {
    const first = await put("v/a", "one", versioned);
    const second = await put("v/a", "two", versioned);
    expect(first.VersionId).not.toBe(second.VersionId);
    expect((await read("v/a", {}, versioned)).text).toBe("two");
    expect(await read("v/a", { VersionId: first.VersionId }, versioned)).toMatchObject({
      text: "one",
      VersionId: first.VersionId,
    });
  });

  test(`a delete puts a marker on top; removing the marker brings the object back (${GUIDE}/DeleteMarker.html)`, async () => {
    const { VersionId } = await put("v/b", "kept", versioned);
    const deleted = await s3.client.send(new DeleteObjectCommand({ Bucket: versioned, Key: "v/b" }));
    expect(deleted.DeleteMarker).toBe(true);
    expect(await refusal(read("v/b", {}, versioned))).toMatchObject({ code: "NoSuchKey" });
    expect((await read("v/b", { VersionId }, versioned)).text).toBe("kept");
    expect(await refusal(read("v/b", { VersionId: deleted.VersionId }, versioned))).toMatchObject({ status: 405 });

    const listed = await s3.client.send(new ListObjectVersionsCommand({ Bucket: versioned, Prefix: "v/b" }));
    expect(listed.DeleteMarkers).toMatchObject([{ Key: "v/b", VersionId: deleted.VersionId, IsLatest: true }]);
    expect(listed.Versions).toMatchObject([{ Key: "v/b", VersionId, IsLatest: false }]);

    await s3.client.send(new DeleteObjectCommand({ Bucket: versioned, Key: "v/b", VersionId: deleted.VersionId }));
    expect((await read("v/b", {}, versioned)).text).toBe("kept");
  });

  test(`DeleteObjects answers for every key (${API}/API_DeleteObjects.html)`, async () => {
    await put("many/1");
    await put("many/2");
    const answer = await s3.client.send(
      new DeleteObjectsCommand({
        Bucket: bucket,
        Delete: { Objects: [{ Key: "many/1" }, { Key: "many/2" }, { Key: "many/none" }] },
      }),
    );
    expect(answer.Deleted?.map(({ Key }) => Key).sort()).toEqual(["many/1", "many/2", "many/none"]);
    expect(await refusal(read("many/1"))).toMatchObject({ code: "NoSuchKey" });
  });
});
