import {
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  ListObjectVersionsCommand,
  PutObjectCommand,
  paginateListObjectsV2,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusal } from "../testing/refusal.ts";
import { openTestS3, type TestS3 } from "../testing/s3-server.ts";

const API = "https://docs.aws.amazon.com/AmazonS3/latest/API";
const KEYS = ["a.txt", "dir/one", "dir/sub/two", "dir/three", "dir0", "z", "ä", "&<x>", "with space/k"];
let s3: TestS3;
let bucket: string;

beforeAll(async () => {
  s3 = await openTestS3();
  bucket = await s3.newBucket();
  for (const Key of KEYS) await s3.client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: Key }));
});
afterAll(() => s3.stop());

const list = async (more: Partial<ListObjectsV2CommandInput>) => {
  const answer = await s3.client.send(new ListObjectsV2Command({ Bucket: bucket, ...more }));
  return {
    ...answer,
    keys: answer.Contents?.map(({ Key }) => Key) ?? [],
    prefixes: answer.CommonPrefixes?.map(({ Prefix }) => Prefix) ?? [],
  };
};
const sorted = (keys: string[]) => [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

describe(`ListObjectsV2 (${API}/API_ListObjectsV2.html)`, () => {
  test("keys come in UTF-8 binary order", async () => {
    expect((await list({})).keys).toEqual(sorted(KEYS));
  });

  test("a delimiter rolls up what lies below it", async () => {
    expect(await list({ Delimiter: "/" })).toMatchObject({
      keys: sorted(["a.txt", "dir0", "z", "ä", "&<x>"]),
      prefixes: ["dir/", "with space/"],
      KeyCount: 7,
    });
    expect(await list({ Delimiter: "/", Prefix: "dir/" })).toMatchObject({
      keys: ["dir/one", "dir/three"],
      prefixes: ["dir/sub/"],
    });
    expect((await list({ Prefix: "dir" })).keys).toEqual(["dir/one", "dir/sub/two", "dir/three", "dir0"].sort());
  });

  test.each([1, 2, 3])("pages of %i hold every key and every common prefix once", async (MaxKeys) => {
    const seen: (string | undefined)[] = [];
    for await (const page of paginateListObjectsV2(
      { client: s3.client, pageSize: MaxKeys },
      { Bucket: bucket, Delimiter: "/" },
    )) {
      expect((page.Contents?.length ?? 0) + (page.CommonPrefixes?.length ?? 0)).toBeLessThanOrEqual(MaxKeys);
      seen.push(
        ...(page.Contents ?? []).map(({ Key }) => Key),
        ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
      );
    }
    expect(seen.sort()).toEqual(["a.txt", "dir0", "z", "ä", "&<x>", "dir/", "with space/"].sort());
  });

  test("StartAfter need not be a key that is there", async () => {
    expect((await list({ StartAfter: "dir/sub/z" })).keys).toEqual(
      sorted(KEYS.filter((key) => Buffer.compare(Buffer.from(key), Buffer.from("dir/sub/z")) > 0)),
    );
  });

  test("size and ETag are listed; url encoding gives the same keys", async () => {
    const { Contents } = await list({ Prefix: "a.txt" });
    expect(Contents).toMatchObject([{ Size: 5, StorageClass: "STANDARD" }]);
    expect(
      (await list({ EncodingType: "url" })).keys.map((key) => decodeURIComponent(key?.replaceAll("+", " ") ?? "")),
    ).toEqual(sorted(KEYS));
  });

  test("MaxKeys 0 is an empty page, a missing bucket is refused", async () => {
    expect(await list({ MaxKeys: 0 })).toMatchObject({ keys: [], IsTruncated: false });
    expect(await refusal(list({ Bucket: "no-such-bucket-here" }))).toMatchObject({ code: "NoSuchBucket", status: 404 });
  });
});

test(`ListObjects pages by NextMarker (${API}/API_ListObjects.html)`, async () => {
  const first = await s3.client.send(new ListObjectsCommand({ Bucket: bucket, Delimiter: "/", MaxKeys: 3 }));
  expect(first.IsTruncated).toBe(true);
  const second = await s3.client.send(
    new ListObjectsCommand({ Bucket: bucket, Delimiter: "/", Marker: first.NextMarker }),
  );
  const count = [first, second].flatMap((page) => [...(page.Contents ?? []), ...(page.CommonPrefixes ?? [])]).length;
  expect(count).toBe(7);
});

test(`ListObjectVersions pages through the versions of one key, newest first (${API}/API_ListObjectVersions.html)`, async () => {
  const versioned = await s3.newBucket({ versioning: true });
  const made: (string | undefined)[] = [];
  for (const Body of ["1", "2", "3"])
    made.unshift((await s3.client.send(new PutObjectCommand({ Bucket: versioned, Key: "k", Body }))).VersionId);
  await s3.client.send(new PutObjectCommand({ Bucket: versioned, Key: "other", Body: "x" }));
  const seen: (string | undefined)[] = [];
  let markers: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (markers) {
    const page: import("@aws-sdk/client-s3").ListObjectVersionsCommandOutput = await s3.client.send(
      new ListObjectVersionsCommand({ Bucket: versioned, MaxKeys: 2, ...markers }),
    );
    seen.push(...(page.Versions ?? []).filter(({ Key }) => Key === "k").map(({ VersionId }) => VersionId));
    markers = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      : undefined;
  }
  expect(seen).toEqual(made);
});
