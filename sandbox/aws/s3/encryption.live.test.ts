import { DeleteRolePolicyCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteBucketEncryptionCommand,
  GetBucketEncryptionCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  S3Client,
  type ServerSideEncryptionByDefault,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { PolicyStatement } from "../policy/policy-document.ts";
import { FRANKFURT, policy, startTestCloud } from "../testing/cloud.ts";
import { refusal } from "../testing/refusal.ts";

const API = "https://docs.aws.amazon.com/AmazonS3/latest/API";
const Bucket = "orders-eu";
const objects = `arn:aws:s3:::${Bucket}/*`;
const keyId = "1234abcd-12ab-34cd-56ef-1234567890ab";
const key = `arn:aws:kms:eu-central-1:${FRANKFURT}:key/${keyId}`;
const pod = `arn:aws:sts::${FRANKFURT}:assumed-role/orders/pod`;

let cloud: Awaited<ReturnType<typeof startTestCloud>>;
let admin: S3Client;
let asPod: S3Client;
let iam: IAMClient;
beforeAll(async () => {
  cloud = await startTestCloud();
  await connect();
});
afterAll(() => cloud.stop());

async function connect() {
  admin = new S3Client({ ...cloud.config("admin"), forcePathStyle: true });
  asPod = new S3Client({ ...cloud.config(await cloud.podCredentials()), forcePathStyle: true });
  iam = new IAMClient(cloud.config("admin", "us-east-1"));
}

const allows = (Action: string | string[], Resource: string, Condition?: PolicyStatement["Condition"]) =>
  ({ Effect: "Allow", Action, Resource, ...(Condition && { Condition }) }) satisfies PolicyStatement;
const named = { RoleName: "orders", PolicyName: "keys" };
const giveRole = (...statements: PolicyStatement[]) =>
  iam.send(new PutRolePolicyCommand({ ...named, PolicyDocument: JSON.stringify(policy(...statements)) }));

const encrypt = (byDefault: ServerSideEncryptionByDefault, BucketKeyEnabled?: boolean) =>
  admin.send(
    new PutBucketEncryptionCommand({
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: byDefault, ...(BucketKeyEnabled && { BucketKeyEnabled }) }],
      },
    }),
  );
const defaults = async () => {
  const { ServerSideEncryptionConfiguration } = await admin.send(new GetBucketEncryptionCommand({ Bucket }));
  return ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
};
const put = (client: S3Client, Key: string) => client.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
const get = (client: S3Client, Key: string) => client.send(new GetObjectCommand({ Bucket, Key }));

test(`a bucket's default encryption is put, read and put back to S3's own keys (${API}/API_GetBucketEncryption.html)`, async () => {
  expect(await defaults()).toEqual({ SSEAlgorithm: "AES256" });
  await encrypt({ SSEAlgorithm: "aws:kms", KMSMasterKeyID: key });
  expect(await defaults()).toEqual({ SSEAlgorithm: "aws:kms", KMSMasterKeyID: key });
  await cloud.restart();
  await connect();
  expect(await defaults()).toEqual({ SSEAlgorithm: "aws:kms", KMSMasterKeyID: key });
  await encrypt({ SSEAlgorithm: "aws:kms", KMSMasterKeyID: "alias/aws/s3" });
  expect(await defaults()).toEqual({ SSEAlgorithm: "aws:kms" });
  await admin.send(new DeleteBucketEncryptionCommand({ Bucket }));
  expect(await defaults()).toEqual({ SSEAlgorithm: "AES256" });
  expect(await refusal(asPod.send(new GetBucketEncryptionCommand({ Bucket })))).toMatchObject({
    code: "AccessDenied",
    message: expect.stringContaining("s3:GetEncryptionConfiguration"),
  });
});

describe("An object of a bucket with a customer's key (https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html)", () => {
  const lacks = (action: string) => ({
    code: "AccessDenied",
    status: 403,
    message: `User: ${pod} is not authorized to perform: ${action} on resource: ${key} because no identity-based policy allows the ${action} action`,
  });

  beforeEach(async () => {
    await encrypt({ SSEAlgorithm: "aws:kms", KMSMasterKeyID: keyId });
    await put(admin, "in/a");
    await giveRole(allows("s3:PutObject", objects));
  });

  test("says its key, and is read by who may decrypt with it", async () => {
    const head = await admin.send(new HeadObjectCommand({ Bucket, Key: "in/a" }));
    expect(head).toMatchObject({ ServerSideEncryption: "aws:kms", SSEKMSKeyId: key });
    expect(await refusal(get(asPod, "in/a"))).toEqual(lacks("kms:Decrypt"));
    await giveRole(allows("kms:Decrypt", key));
    expect(await (await get(asPod, "in/a")).Body?.transformToString()).toBe("x");
  });

  test("tells its facts to who may not decrypt, all but the checksum (https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html)", async () => {
    const head = (more: object) => asPod.send(new HeadObjectCommand({ Bucket, Key: "in/a", ...more }));
    expect((await head({})).ContentLength).toBe(1);
    expect(await refusal(head({ ChecksumMode: "ENABLED" }))).toMatchObject({ status: 403 });
  });

  test.each<[string, Record<string, string>, "may" | "may not"]>([
    ["S3 of the bucket's region", { "kms:ViaService": "s3.eu-central-1.amazonaws.com" }, "may"],
    ["S3 of another region", { "kms:ViaService": "s3.us-east-1.amazonaws.com" }, "may not"],
    ["another service", { "kms:ViaService": "secretsmanager.eu-central-1.amazonaws.com" }, "may not"],
    ["the account", { "kms:CallerAccount": FRANKFURT }, "may"],
    ["the object", { "kms:EncryptionContext:aws:s3:arn": `arn:aws:s3:::${Bucket}/in/a` }, "may"],
    ["another object", { "kms:EncryptionContext:aws:s3:arn": `arn:aws:s3:::${Bucket}/in/b` }, "may not"],
  ])("by a right to decrypt on condition of %s", async (_of, condition, verdict) => {
    await giveRole(allows("kms:Decrypt", key, { StringEquals: condition }));
    if (verdict === "may") expect((await get(asPod, "in/a")).ContentLength).toBe(1);
    else expect(await refusal(get(asPod, "in/a"))).toEqual(lacks("kms:Decrypt"));
  });

  test("is decrypted in the name of its bucket where the bucket has a key of its own below the customer's", async () => {
    await encrypt({ SSEAlgorithm: "aws:kms", KMSMasterKeyID: key }, true);
    const onlyFor = (arn: string) =>
      giveRole(allows("kms:Decrypt", key, { StringEquals: { "kms:EncryptionContext:aws:s3:arn": arn } }));
    await onlyFor(`arn:aws:s3:::${Bucket}/in/a`);
    expect(await refusal(get(asPod, "in/a"))).toEqual(lacks("kms:Decrypt"));
    await onlyFor(`arn:aws:s3:::${Bucket}`);
    expect((await get(asPod, "in/a")).ContentLength).toBe(1);
  });

  test("is written by who may generate a data key, in parts by who may decrypt too", async () => {
    expect(await refusal(put(asPod, "out/a"))).toEqual(lacks("kms:GenerateDataKey"));
    const Key = "out/parts";
    const start = () => asPod.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    expect(await refusal(start())).toEqual(lacks("kms:GenerateDataKey"));

    await giveRole(allows("s3:PutObject", objects), allows("kms:GenerateDataKey", key));
    expect(await put(asPod, "out/a")).toMatchObject({ ServerSideEncryption: "aws:kms", SSEKMSKeyId: key });
    const { UploadId } = await start();
    const part = () => asPod.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: "x" }));
    expect(await refusal(part())).toEqual(lacks("kms:Decrypt"));

    await giveRole(allows("s3:PutObject", objects), allows(["kms:GenerateDataKey", "kms:Decrypt"], key));
    const { ETag } = await part();
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await asPod.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload }));
    expect(await (await get(asPod, Key)).Body?.transformToString()).toBe("x");
  });

  test("is copied by who may decrypt it", async () => {
    const copy = () => asPod.send(new CopyObjectCommand({ Bucket, Key: "out/b", CopySource: `${Bucket}/in/a` }));
    await giveRole(allows("s3:PutObject", objects), allows("kms:GenerateDataKey", key));
    expect(await refusal(copy())).toEqual(lacks("kms:Decrypt"));
  });

  test("keeps the key that it was written with, whatever the bucket's default becomes", async () => {
    await admin.send(new DeleteBucketEncryptionCommand({ Bucket }));
    expect(await refusal(get(asPod, "in/a"))).toEqual(lacks("kms:Decrypt"));
    await put(admin, "in/a");
    expect((await get(asPod, "in/a")).ServerSideEncryption).toBe("AES256");
  });
});

test("AWS's own key for S3 asks nothing of the account's callers", async () => {
  await iam.send(new DeleteRolePolicyCommand(named));
  await encrypt({ SSEAlgorithm: "aws:kms" });
  await put(admin, "in/own");
  expect(await get(asPod, "in/own")).toMatchObject({ ServerSideEncryption: "aws:kms" });
});

test.each([
  [
    "an alias, which KMS would have to resolve",
    { SSEAlgorithm: "aws:kms", KMSMasterKeyID: "alias/orders" },
    "NotImplemented",
  ],
  ["a key for S3's own encryption", { SSEAlgorithm: "AES256", KMSMasterKeyID: key }, "MalformedXML"],
] as const)("%s is refused", async (_what, byDefault, code) => {
  expect(await refusal(encrypt(byDefault))).toMatchObject({ code });
});
