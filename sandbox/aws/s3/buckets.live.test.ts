import { randomBytes } from "node:crypto";
import {
  CreateBucketCommand,
  GetBucketLocationCommand,
  ListBucketsCommand,
  type ListBucketsCommandInput,
  paginateListBuckets,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusal } from "../testing/refusal.ts";
import { openTestS3, type TestS3 } from "../testing/s3-server.ts";

const API = "https://docs.aws.amazon.com/AmazonS3/latest/API";
const prefix = `list-${randomBytes(4).toString("hex")}-`;
const names = ["a", "b", "c", "d", "e"].map((letter) => prefix + letter);
let s3: TestS3;

beforeAll(async () => {
  s3 = await openTestS3();
  for (const Bucket of [...names].reverse()) await s3.client.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => s3.stop());

const list = async (input: ListBucketsCommandInput) => {
  const answer = await s3.client.send(new ListBucketsCommand(input));
  return { ...answer, names: (answer.Buckets ?? []).map(({ Name = "" }) => Name) };
};

describe(`ListBuckets (${API}/API_ListBuckets.html)`, () => {
  test("all of one's buckets are listed by name, with the day they were made", async () => {
    const all = await list({});
    expect(all.names.filter((name) => name.startsWith(prefix))).toEqual(names);
    expect(all.Buckets?.[0]?.CreationDate).toBeInstanceOf(Date);
    expect(all.ContinuationToken).toBeUndefined();
  });

  test("a prefix leaves out the others, and is given back", async () => {
    expect(await list({ Prefix: `${prefix}c` })).toMatchObject({ names: [`${prefix}c`], Prefix: `${prefix}c` });
    expect((await list({ Prefix: `${prefix}none` })).names).toEqual([]);
  });

  test.each([1, 2, 5, 6])("pages of %i hold every bucket once, in order", async (pageSize) => {
    const seen: (string | undefined)[] = [];
    for await (const page of paginateListBuckets({ client: s3.client, pageSize }, { Prefix: prefix })) {
      expect(page.Buckets?.length).toBeLessThanOrEqual(pageSize);
      seen.push(...(page.Buckets ?? []).map(({ Name }) => Name));
    }
    expect(seen).toEqual(names);
  });

  test("a page of no size is refused", async () => {
    expect(await refusal(list({ MaxBuckets: 0 }))).toMatchObject({ code: "InvalidArgument", status: 400 });
  });
});

test(`a bucket of us-east-1 has no location constraint (${API}/API_GetBucketLocation.html)`, async () => {
  const { LocationConstraint } = await s3.client.send(new GetBucketLocationCommand({ Bucket: names[0] ?? "" }));
  expect(LocationConstraint || "us-east-1").toBe("us-east-1");
});
