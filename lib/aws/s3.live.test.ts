import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startAws } from "#sandbox/aws/server.ts";
import { listBuckets } from "./buckets.ts";
import { getObject, headObject, listObjects, putObject, removeObject } from "./s3.ts";

const bucket = "orders-eu";
const dataDir = mkdtempSync(join(tmpdir(), "slipway-s3-"));
const keys = {
  slipway: { accessKeyId: "AKIASLIPWAY000000000", secretAccessKey: "slipway-secret" },
  stranger: { accessKeyId: "AKIASTRANGER00000000", secretAccessKey: "stranger-secret" },
};
let aws: Awaited<ReturnType<typeof startAws>>;
const access = (credential = keys.slipway, region = "eu-central-1") => ({
  accountId: "111122223333",
  region,
  endpoint: aws.url,
  credential,
});

beforeAll(async () => {
  const mayAll = { Version: "2012-10-17", Statement: [{ Effect: "Allow" as const, Action: "s3:*", Resource: "*" }] };
  aws = await startAws({
    dataDir,
    accounts: [
      {
        id: "111122223333",
        name: "eu",
        users: [
          { name: "slipway", ...keys.slipway, policies: [mayAll] },
          { name: "stranger", ...keys.stranger, policies: [] },
        ],
        roles: [],
        oidcProviders: [],
        buckets: [{ name: bucket, region: "eu-central-1", versioning: true }],
        secrets: [],
        repositories: [],
        eksClusters: [],
      },
    ],
  });
});
afterEach(() => aws.faults.clear());
afterAll(async () => {
  await aws.stop();
  rmSync(dataDir, { recursive: true });
});

function textOf(body: Awaited<ReturnType<typeof getObject>>): Promise<string> {
  if (!body) throw new Error("no such object");
  return text(body.stream);
}

const stream = (chunks: Uint8Array[]) =>
  new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = chunks.shift();
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
  });

test("an object written from a stream is read back, whole and in part, under the version it was given", async () => {
  const written = await putObject(access(), {
    bucket,
    key: "in/orders.csv",
    body: stream([Buffer.from("id,amount\n"), Buffer.from("1,20\n")]),
  });
  expect(written.versionId).toEqual(expect.any(String));
  const facts = await headObject(access(), { bucket, key: "in/orders.csv" });
  expect(facts).toMatchObject({
    versionId: written.versionId,
    etag: written.etag,
    sizeBytes: 15,
    sha256: written.sha256,
  });

  const whole = await getObject(access(), { bucket, key: "in/orders.csv" });
  expect(await textOf(whole)).toBe("id,amount\n1,20\n");
  const part = await getObject(access(), { bucket, key: "in/orders.csv" }, { range: { first: 3, last: 8 } });
  expect([await textOf(part), part?.contentRange]).toEqual(["amount", "bytes 3-8/15"]);
});

test("a large stream goes up in parts and comes back the same", async () => {
  const piece = Buffer.alloc(1024 * 1024, "slipway ");
  const pieces = Array.from({ length: 18 }, () => piece);
  const sha256 = createHash("sha256");
  for (const one of pieces) sha256.update(one);
  const sent: number[] = [];
  const put = await putObject(access(), {
    bucket,
    key: "large.bin",
    body: stream([...pieces]),
    onProgress: (bytes) => sent.push(bytes),
  });

  const got = await getObject(access(), { bucket, key: "large.bin" });
  const back = createHash("sha256");
  for await (const chunk of got?.stream ?? []) back.update(chunk);
  expect(back.digest("base64")).toBe(put.sha256);
  expect(sha256.digest("base64")).toBe(put.sha256);
  expect(got?.sizeBytes).toBe(18 * piece.length);
  expect(Math.max(...sent)).toBe(18 * piece.length);
});

test("an older version stays readable, and an object that is not there is undefined", async () => {
  const first = await putObject(access(), { bucket, key: "v.txt", body: "one" });
  await putObject(access(), { bucket, key: "v.txt", body: "two" });
  const old = await getObject(access(), {
    bucket,
    key: "v.txt",
    ...(first.versionId && { versionId: first.versionId }),
  });
  expect(await textOf(old)).toBe("one");
  await removeObject(access(), { bucket, key: "v.txt" });
  expect(await headObject(access(), { bucket, key: "v.txt" })).toBeUndefined();
  expect(await getObject(access(), { bucket, key: "never" })).toBeUndefined();
});

test("a bucket is listed page by page, by prefix", async () => {
  for (const key of ["list/a", "list/b", "list/c"]) await putObject(access(), { bucket, key, body: key });
  const first = await listObjects(access(), { bucket, prefix: "list/", limit: 2 });
  expect(first.objects.map(({ key }) => key)).toEqual(["list/a", "list/b"]);
  const rest = await listObjects(access(), { bucket, prefix: "list/", ...(first.next && { from: first.next }) });
  expect(rest).toMatchObject({ objects: [{ key: "list/c", sizeBytes: 6 }], next: undefined });
});

test("an identity without a policy is denied, and the error names the bucket and the account", async () => {
  await expect(getObject(access(keys.stranger), { bucket, key: "in/orders.csv" })).rejects.toMatchObject({
    code: "denied",
    details: { account: "111122223333", bucket },
  });
});

test("a wrong secret key is a credential to renew, not a policy to change", async () => {
  const wrong = { ...keys.slipway, secretAccessKey: "not-it" };
  await expect(listObjects(access(wrong), { bucket })).rejects.toMatchObject({
    code: "denied",
    publicMessage: expect.stringContaining("does not accept Slipway's credential"),
  });
});

test("a bucket asked for in the wrong region is explained", async () => {
  await expect(listObjects(access(keys.slipway, "us-east-1"), { bucket })).rejects.toMatchObject({
    publicMessage: expect.stringContaining(`Bucket ${bucket} is in eu-central-1, not in us-east-1`),
  });
});

test("an upload that is aborted ends at once, leaves no object and lets go of its source", async () => {
  const stop = new AbortController();
  const letGo = Promise.withResolvers<void>();
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(1024 * 1024)),
    cancel: () => letGo.resolve(),
  });
  const onProgress = () => stop.abort();
  const upload = putObject(access(), { bucket, key: "aborted", body: endless, signal: stop.signal, onProgress });
  await expect(upload).rejects.toThrow(/abort/i);
  await letGo.promise;
  expect(await headObject(access(), { bucket, key: "aborted" })).toBeUndefined();
});

test("a busy, a failing and an unreachable S3 are told apart", async () => {
  const busy = "<Error><Code>SlowDown</Code><Message>Reduce your request rate</Message></Error>";
  aws.faults.script({ match: ({ path }) => path.includes(bucket), status: 503, body: busy });
  await expect(listObjects(access(), { bucket })).rejects.toMatchObject({ code: "rate-limited" });
  aws.faults.clear();
  const failing = "<Error><Code>InternalError</Code><Message>We encountered an internal error</Message></Error>";
  aws.faults.script({ match: ({ path }) => path.includes(bucket), status: 500, body: failing });
  await expect(listObjects(access(), { bucket })).rejects.toMatchObject({ code: "unavailable" });
  await expect(listObjects({ ...access(), endpoint: "http://127.0.0.1:1" }, { bucket })).rejects.toMatchObject({
    code: "unreachable",
  });
});

test("the account's buckets are listed with their regions, to who may", async () => {
  expect(await listBuckets(access(), 10)).toEqual({
    buckets: [{ name: bucket, region: "eu-central-1" }],
    isTruncated: false,
  });
  await expect(listBuckets(access(keys.stranger), 10)).rejects.toMatchObject({
    code: "denied",
    publicMessage: expect.stringContaining("may not list its buckets"),
  });
});
