import { createHash, randomBytes } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startAws } from "#sandbox/aws/server.ts";
import { startCuttingProxy } from "./cutting-proxy.ts";
import type { FileReference, SecretReference } from "./document.ts";
import { createInitTrial, type InitTrial } from "./run-init.ts";

const canary = "canary-51ce-never-to-be-printed";
const account = "111122223333";
const region = "eu-central-1";
const bucket = "acme-orders-eu";
const jobKey = { AWS_ACCESS_KEY_ID: "AKIAJOBSANDBOX000001", AWS_SECRET_ACCESS_KEY: "job-secret-key-of-this-test" };
const admin = { accessKeyId: "AKIAADMINSANDBOX0001", secretAccessKey: "admin-secret-key-of-this-test" };

let trial: InitTrial;
let aws: Awaited<ReturnType<typeof startAws>>;
let proxy: Awaited<ReturnType<typeof startCuttingProxy>>;
let s3: S3Client;
let orders: FileReference;
let big: FileReference;
let deletedVersion: string;
const bigBody = randomBytes(3_000_000);

const allow = (actions: string[], resources: string[]) => ({
  Version: "2012-10-17" as const,
  Statement: [{ Effect: "Allow" as const, Action: actions, Resource: resources }],
});

async function put(key: string, body: Buffer): Promise<FileReference> {
  const answer = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  const sha256 = createHash("sha256").update(body).digest("base64");
  return { bucket, key, versionId: answer.VersionId ?? "", sizeBytes: body.length, sha256, path: key };
}

beforeAll(async () => {
  trial = await createInitTrial();
  aws = await startAws({
    dataDir: join(trial.root, "aws"),
    accounts: [
      {
        id: account,
        name: "orders",
        users: [
          { name: "admin", ...admin, policies: [allow(["*"], ["*"])] },
          {
            name: "orders-batch",
            accessKeyId: jobKey.AWS_ACCESS_KEY_ID,
            secretAccessKey: jobKey.AWS_SECRET_ACCESS_KEY,
            policies: [
              allow(["s3:GetObject", "s3:GetObjectVersion"], [`arn:aws:s3:::${bucket}/*`]),
              allow(["s3:ListBucket", "s3:ListBucketVersions"], [`arn:aws:s3:::${bucket}`]),
              allow(
                ["secretsmanager:GetSecretValue"],
                [`arn:aws:secretsmanager:${region}:${account}:secret:orders/db-*`],
              ),
            ],
          },
        ],
        roles: [],
        oidcProviders: [],
        buckets: [
          { name: bucket, region, versioning: true },
          { name: "acme-finance-eu", region, versioning: true },
        ],
        secrets: [
          { name: "orders/db-password", region, value: canary },
          { name: "orders/db-login", region, value: JSON.stringify({ user: "orders", password: canary }) },
          { name: "orders/kafka-keystore", region, value: canary },
        ],
        repositories: [],
        eksClusters: [],
      },
    ],
  });
  proxy = await startCuttingProxy(aws.url);
  s3 = new S3Client({ region, endpoint: aws.url, forcePathStyle: true, credentials: admin });
  orders = await put("input/orders.csv", Buffer.from("order_id,country\nO-1,DE\n"));
  big = await put("input/big.bin", bigBody);
  deletedVersion = (await put("input/gone.csv", Buffer.from("gone"))).versionId ?? "";
  await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: "input/gone.csv", VersionId: deletedVersion }));
});
afterEach(() => aws.faults.clear());
afterAll(async () => {
  s3.destroy();
  proxy.stop();
  await aws.stop();
  await trial.remove();
});

type Wanted = { files?: FileReference[]; secrets?: SecretReference[]; deadlineSeconds?: number; endpoint?: string };

function start({ files = [], secrets = [], endpoint = aws.url, ...rest }: Wanted, env: Record<string, string> = {}) {
  const document = {
    ...rest,
    files,
    secrets,
    s3: { region, endpoint, pathStyle: true },
    secretsManager: { region, endpoint },
  };
  return trial.start(document, { ...jobKey, ...env });
}
const secret = (id: string, more: Partial<SecretReference> = {}): SecretReference => ({
  store: "secrets-manager",
  id,
  file: "db-password",
  ...more,
});

test("files and secrets are in place when init ends well, and the log tells their versions", async () => {
  const secrets = [secret("orders/db-password"), secret("orders/db-login", { key: "password", file: "login" })];
  const pod = start({ files: [orders, { ...big, path: "deep/down/big.bin" }], secrets });
  const { code, output } = await pod.ended;
  expect(output).toMatch(/^slipway-init \d+\.\d+\.\d+ · 2 files, 2 secrets\n/);
  expect(output).toContain(`file input/orders.csv version ${orders.versionId} 24 B sha256 ok`);
  expect(output).toMatch(/file input\/big\.bin version \S+ 3\.0 MB sha256 ok \d+\.\d s\n/);
  expect(output).toMatch(/secret orders\/db-password version \S{8}… -> \S+\/db-password\n/);
  expect(output).toMatch(/ready in \d+\.\d s\n$/);
  expect(code).toBe(0);
  expect(await readFile(join(pod.filesDir, "input/orders.csv"), "utf8")).toBe("order_id,country\nO-1,DE\n");
  expect(bigBody.equals(await readFile(join(pod.filesDir, "deep/down/big.bin")))).toBe(true);
  expect((await readdir(pod.filesDir)).sort()).toEqual(["deep", "input"]);
  expect(await readFile(join(pod.secretsDir, "login"), "utf8")).toBe(canary);
  expect((await stat(join(pod.secretsDir, "db-password"))).mode & 0o777).toBe(0o400);
  expect(output).not.toContain(canary);
});

test("a file of which no checksum is known is held to the one S3 sends", async () => {
  const { code, output } = await start({ files: [{ bucket, key: big.key, path: "big.bin" }] }).ended;
  expect(output).toMatch(/3\.0 MB (crc32|checksum) ok/);
  expect(code).toBe(0);
});

test("a pinned version is what arrives, even after a newer one was put", async () => {
  const first = await put("input/rates.csv", Buffer.from("1.10"));
  await put("input/rates.csv", Buffer.from("1.20"));
  const pod = start({ files: [first] });
  expect((await pod.ended).code).toBe(0);
  expect(await readFile(join(pod.filesDir, "input/rates.csv"), "utf8")).toBe("1.10");
});

describe("what cannot be had is told in one line", () => {
  const user = `arn:aws:iam::${account}:user/orders-batch`;
  test.each<[string, () => Wanted, number, RegExp]>([
    [
      "a missing object",
      () => ({ files: [{ ...orders, key: "input/none.csv", versionId: undefined }] }),
      11,
      /^file input\/none\.csv is not in bucket acme-orders-eu$/,
    ],
    [
      "a missing bucket",
      () => ({ files: [{ ...orders, bucket: "acme-nothing" }] }),
      11,
      /^bucket acme-nothing of file input\/orders\.csv does not exist$/,
    ],
    [
      "a deleted version",
      () => ({ files: [{ bucket, key: "input/gone.csv", versionId: deletedVersion, path: "gone.csv" }] }),
      11,
      /^file input\/gone\.csv version \S+ is gone from bucket acme-orders-eu$/,
    ],
    [
      "a bucket of others",
      () => ({ files: [{ ...orders, bucket: "acme-finance-eu" }] }),
      12,
      /^file input\/orders\.csv may not be read from bucket acme-finance-eu: AccessDenied/,
    ],
    [
      "a secret of others",
      () => ({ secrets: [secret("orders/kafka-keystore")] }),
      12,
      new RegExp(`^secret orders/kafka-keystore may not be read: AccessDeniedException for ${user}`),
    ],
    [
      "a missing secret",
      () => ({ secrets: [secret("orders/db-nothing")] }),
      11,
      /^secret orders\/db-nothing does not exist: ResourceNotFoundException$/,
    ],
    [
      "a version of a secret that is gone",
      () => ({ secrets: [secret("orders/db-password", { versionId: "00000000-0000-4000-8000-000000000000" })] }),
      11,
      /^secret orders\/db-password version 00000000-\S+ does not exist: ResourceNotFoundException$/,
    ],
    [
      "a missing field",
      () => ({ secrets: [secret("orders/db-login", { key: "nope" })] }),
      11,
      /^secret orders\/db-login has no field nope; it has user, password$/,
    ],
    [
      "a field of a secret that is no JSON",
      () => ({ secrets: [secret("orders/db-password", { key: "password" })] }),
      11,
      /^secret orders\/db-password is not a JSON object, so it has no field password$/,
    ],
    [
      "another size",
      () => ({ files: [{ ...orders, sizeBytes: 23 }] }),
      14,
      /^file input\/orders\.csv from bucket acme-orders-eu has 24 bytes, not 23$/,
    ],
    [
      "another checksum",
      () => ({ files: [{ ...orders, sha256: `${"A".repeat(43)}=` }] }),
      14,
      /^file input\/orders\.csv from bucket acme-orders-eu has sha256 \S+, not A{43}=$/,
    ],
    [
      "a path that leads out",
      () => ({ files: [{ ...orders, path: "../../etc/cron.d/x" }] }),
      10,
      /^file path "\.\.\/\.\.\/etc\/cron\.d\/x" leads out of its folder$/,
    ],
    [
      "two files at one path",
      () => ({ files: [orders, { ...big, path: orders.path }] }),
      10,
      /^two files have the path input\/orders\.csv$/,
    ],
  ])("%s", async (_case, wanted, exitCode, line) => {
    const pod = start(wanted());
    const { code, output, lastLine, terminationMessage } = await pod.ended;
    expect(lastLine).toMatch(line);
    expect(code).toBe(exitCode);
    expect(terminationMessage).toBe(lastLine);
    expect(output).not.toContain(canary);
    expect(await readdir(pod.filesDir).catch(() => [])).not.toContain("input");
  });

  test("a key that AWS does not know", async () => {
    const { code, lastLine } = await start({ files: [orders] }, { AWS_ACCESS_KEY_ID: "AKIAUNKNOWN000000001" }).ended;
    expect(lastLine).toMatch(/^file input\/orders\.csv may not be read from bucket acme-orders-eu: InvalidAccessKeyId/);
    expect(code).toBe(12);
  });

  test("no credentials at all", async () => {
    const { code, lastLine } = await start({ files: [orders] }, { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" })
      .ended;
    expect(lastLine).toBe("no AWS credentials: neither a role of the service account nor an access key is mounted");
    expect(code).toBe(10);
  });
});

describe("trouble on the way", () => {
  test("a body that breaks off twice is resumed where it broke, and its checksum still holds", async () => {
    proxy.cut(1_000_000, 2);
    const pod = start({ files: [big], endpoint: proxy.url });
    const { code, output } = await pod.ended;
    expect(code).toBe(0);
    expect(output).toMatch(/3\.0 MB sha256 ok/);
    expect(proxy.ranges[0]).toBeUndefined();
    expect(proxy.ranges.slice(1)).toEqual([
      expect.stringMatching(/^bytes=\d+-$/),
      expect.stringMatching(/^bytes=\d+-$/),
    ]);
    expect(bigBody.equals(await readFile(join(pod.filesDir, big.path)))).toBe(true);
  });

  test("throttling, server errors and lost connections are tried again", async () => {
    const busy = "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>";
    aws.faults.script({ match: () => true, times: 1, status: 503, body: busy });
    aws.faults.script({ match: () => true, times: 1, drop: true });
    const { code, output } = await start({ files: [orders] }).ended;
    expect(output).toMatch(
      /downloading file input\/orders\.csv from bucket acme-orders-eu: 503 SlowDown; trying again/,
    );
    expect(output).toMatch(/ECONNRESET; trying again/);
    expect(code).toBe(0);
  });

  test("a refusal is not tried again", async () => {
    const { output } = await start({ secrets: [secret("orders/kafka-keystore")] }).ended;
    expect(output).not.toContain("trying again");
  });

  test("a server that never answers well is given up at the deadline", async () => {
    aws.faults.script({ match: () => true, status: 500, body: "<Error><Code>InternalError</Code></Error>" });
    const { code, lastLine, tookMs } = await start({ files: [orders], deadlineSeconds: 1 }).ended;
    expect(lastLine).toBe(
      "downloading file input/orders.csv from bucket acme-orders-eu did not succeed within 1 s: 500 InternalError",
    );
    expect(code).toBe(13);
    expect(tookMs).toBeLessThan(4_000);
  });

  test("SIGTERM in the middle of a slow body ends at once and leaves no half file", async () => {
    aws.faults.script({ match: ({ path }) => path.includes("big.bin"), slowBodyMs: 3_000 });
    const pod = start({ files: [orders, big] });
    await expect.poll(() => pod.outputSoFar(), { timeout: 10_000 }).toContain("file input/orders.csv version");
    const stoppedAt = performance.now();
    pod.child.kill("SIGTERM");
    const { code, lastLine } = await pod.ended;
    expect(lastLine).toMatch(/^stopped by SIGTERM after \d+\.\d s$/);
    expect(code).toBe(143);
    expect(performance.now() - stoppedAt).toBeLessThan(1_500);
    expect(await readdir(join(pod.filesDir, "input"))).toEqual(["orders.csv"]);
  });
});
