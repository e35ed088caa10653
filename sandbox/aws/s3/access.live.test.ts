import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FRANKFURT, keysOf, policy, startTestCloud, VIRGINIA } from "../testing/cloud.ts";
import { refusal } from "../testing/refusal.ts";

const GUIDE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide";
let cloud: Awaited<ReturnType<typeof startTestCloud>>;
beforeAll(async () => {
  cloud = await startTestCloud();
  await as("admin").send(new PutObjectCommand({ Bucket: "orders-eu", Key: "in/a", Body: "x" }));
});
afterAll(() => cloud.stop());

const as = (user: string, region?: string) => new S3Client({ ...cloud.config(user, region), forcePathStyle: true });
const get = (client: S3Client, Key = "in/a", Bucket = "orders-eu") =>
  client.send(new GetObjectCommand({ Bucket, Key }));

test("buckets are listed to who may, in the regions they lie in (https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html)", async () => {
  const list = (user: string, input = {}, region?: string) => as(user, region).send(new ListBucketsCommand(input));
  const orders = { Name: "orders-eu", CreationDate: expect.any(Date) };
  expect((await list("admin")).Buckets).toEqual([orders]);
  expect((await list("admin", { MaxBuckets: 10 })).Buckets).toEqual([{ ...orders, BucketRegion: "eu-central-1" }]);
  expect((await list("admin", { BucketRegion: "us-east-1" }, "us-east-1")).Buckets ?? []).toEqual([]);
  expect(await refusal(list("admin", { BucketRegion: "us-east-1" }))).toMatchObject({ code: "InvalidArgument" });
  expect(await refusal(list("reader"))).toMatchObject({
    code: "AccessDenied",
    message: expect.stringContaining("s3:ListAllMyBuckets"),
  });
});

describe(`Who may what (${GUIDE}/access-policy-language-overview.html)`, () => {
  test("a user reads what their policy allows, and is told what they lack", async () => {
    expect(await (await get(as("reader"))).Body?.transformToString()).toBe("x");
    const put = as("reader").send(new PutObjectCommand({ Bucket: "orders-eu", Key: "in/b", Body: "x" }));
    expect(await refusal(put)).toMatchObject({
      code: "AccessDenied",
      status: 403,
      message: `User: arn:aws:iam::${FRANKFURT}:user/reader is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::orders-eu/in/b" because no identity-based policy allows the s3:PutObject action`,
    });
  });

  test("a missing key is only a missing key to who may list (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html)", async () => {
    expect(await refusal(get(as("reader"), "in/none"))).toMatchObject({ code: "NoSuchKey", status: 404 });
    const Policy = JSON.stringify(
      policy({
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${FRANKFURT}:user/nobody` },
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::orders-eu/*",
      }),
    );
    await as("admin").send(new PutBucketPolicyCommand({ Bucket: "orders-eu", Policy }));
    expect(await (await get(as("nobody"))).Body?.transformToString()).toBe("x");
    expect(await refusal(get(as("nobody"), "in/none"))).toMatchObject({ code: "AccessDenied", status: 403 });
  });

  test("another account needs both its own policy and the bucket's, and is not told why", async () => {
    expect(await refusal(get(as("away")))).toMatchObject({ code: "AccessDenied", message: "Access Denied" });
    const Policy = JSON.stringify(
      policy({
        Effect: "Allow",
        Principal: { AWS: VIRGINIA },
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::orders-eu/in/*",
      }),
    );
    await as("admin").send(new PutBucketPolicyCommand({ Bucket: "orders-eu", Policy }));
    expect(await (await get(as("away"))).Body?.transformToString()).toBe("x");
    const copy = new CopyObjectCommand({ Bucket: "orders-us", Key: "copy", CopySource: "orders-eu/in/a" });
    await as("away", "us-east-1").send(copy);
    expect(await refusal(as("admin", "us-east-1").send(copy))).toMatchObject({ code: "AccessDenied" });
  });

  test("an unsigned request is denied", async () => {
    const answer = await fetch(`${cloud.url}/orders-eu/in/a`);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain("<Code>AccessDenied</Code><Message>Access Denied</Message>");
  });
});

describe("Signatures (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html)", () => {
  test("an unknown key, a wrong secret, a clock that is off, a broken session token", async () => {
    const broken = (credentials: object, more: object = {}) =>
      get(
        new S3Client({
          ...cloud.config("admin"),
          forcePathStyle: true,
          credentials: { ...keysOf("admin"), ...credentials },
          ...more,
        }),
      );
    expect(await refusal(get(as("stranger")))).toMatchObject({
      code: "InvalidAccessKeyId",
      status: 403,
      message: "The AWS Access Key Id you provided does not exist in our records.",
    });
    expect(await refusal(broken({ secretAccessKey: "wrong" }))).toMatchObject({
      code: "SignatureDoesNotMatch",
      status: 403,
    });
    expect(await refusal(broken({}, { systemClockOffset: -1_000_000 }))).toMatchObject({
      code: "RequestTimeTooSkewed",
      status: 403,
    });
    expect(await refusal(broken({ sessionToken: "abc" }))).toMatchObject({ code: "InvalidToken", status: 400 });
  });
});

describe(`Buckets (${GUIDE}/bucketnamingrules.html)`, () => {
  test("a caller sees their own account's buckets", async () => {
    const names = async (user: string) =>
      (await as(user).send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name);
    expect([await names("admin"), await names("away")]).toEqual([["orders-eu"], ["orders-us"]]);
    expect(await refusal(names("nobody"))).toMatchObject({ code: "AccessDenied" });
  });

  test("a bucket answers only in its region (https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html)", async () => {
    const wrong = as("admin", "us-east-1");
    expect(await refusal(wrong.send(new ListObjectsV2Command({ Bucket: "orders-eu" })))).toMatchObject({
      code: "PermanentRedirect",
      status: 301,
    });
    expect(await refusal(wrong.send(new HeadBucketCommand({ Bucket: "orders-eu" })))).toMatchObject({ status: 301 });
    expect((await as("admin").send(new HeadBucketCommand({ Bucket: "orders-eu" }))).BucketRegion).toBe("eu-central-1");
  });

  test("a name that is taken is refused", async () => {
    const CreateBucketConfiguration = { LocationConstraint: "eu-central-1" as const };
    const create = (Bucket: string) =>
      refusal(as("admin").send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration })));
    expect(await create("orders-eu")).toMatchObject({ code: "BucketAlreadyOwnedByYou", status: 409 });
    expect(await create("orders-us")).toMatchObject({ code: "BucketAlreadyExists", status: 409 });
    expect(await create("Not_A_Name")).toMatchObject({ code: "InvalidBucketName", status: 400 });
  });
});

test("objects outlive a restart", async () => {
  await cloud.restart();
  expect(await (await get(as("reader"))).Body?.transformToString()).toBe("x");
});
