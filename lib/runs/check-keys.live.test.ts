import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withKeys } from "#lib/access/encryption-keys.ts";
import type { AskedAbility } from "#lib/access/role-actions.ts";
import type { EncryptionKey } from "#lib/aws/encryption-key.ts";
import { type OpenAwsAccount, withCredential } from "#lib/cloud/open-account.ts";
import { type AwsAccount, startAws } from "#sandbox/aws/server.ts";
import { checkFileKeys, checkSecretKeys } from "./check-keys.ts";

const region = "eu-central-1";
const accountId = "111122223333";
const portal = { accessKeyId: "AKIASLIPWAY000000001", secretAccessKey: "slipway-secret" };
const arnOf = (id: string) => `arn:aws:kms:${region}:${accountId}:key/${id}`;
const [orders, payments] = [arnOf("orders"), arnOf("payments")];
const role = `arn:aws:iam::${accountId}:role/runner`;

type Policy = AwsAccount["roles"][number]["trust"];
const allow = (Action: string[], Resource: string | string[], Condition?: Record<string, Record<string, string>>) =>
  ({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action, Resource, ...(Condition && { Condition }) }],
  }) satisfies Policy;
const via = (service: string) => ({ StringEquals: { "kms:ViaService": `${service}.${region}.amazonaws.com` } });

const dataDir = mkdtempSync(join(tmpdir(), "slipway-keys-"));
let aws: Awaited<ReturnType<typeof startAws>>;
let account: OpenAwsAccount;

beforeAll(async () => {
  const open = ["orders", "payments", "plain"].map((name) => `arn:aws:s3:::${name}`);
  aws = await startAws({
    dataDir,
    accounts: [
      {
        id: accountId,
        name: "eu",
        users: [
          {
            name: "slipway",
            ...portal,
            policies: [
              allow(["iam:SimulatePrincipalPolicy", "secretsmanager:DescribeSecret"], "*"),
              allow(["s3:GetEncryptionConfiguration"], open),
            ],
          },
        ],
        roles: [
          {
            name: "runner",
            trust: allow([], []),
            policies: [
              allow(["kms:Decrypt"], orders, via("s3")),
              allow(["kms:Decrypt"], payments, via("secretsmanager")),
            ],
          },
        ],
        buckets: [
          { name: "orders", region, versioning: true, kmsKey: orders },
          { name: "payments", region, versioning: true, kmsKey: payments },
          { name: "plain", region, versioning: true },
          { name: "closed", region, versioning: true, kmsKey: orders },
        ],
        secrets: [
          { name: "keyed", region, value: "never read here", kmsKey: payments },
          { name: "plain", region, value: "never read here" },
        ],
        oidcProviders: [],
        repositories: [],
        eksClusters: [],
      },
    ],
  });
  const initImage = { repository: "slipway/init", tag: "1" };
  const config = { kind: "aws" as const, accountId, region, endpoint: aws.url, initImage };
  const opened = withCredential({ id: "eu", name: "eu", kind: "aws", config }, portal);
  if (opened.kind !== "aws") throw new Error("The account is not one of AWS");
  account = opened;
});
afterAll(async () => {
  await aws.stop();
  rmSync(dataDir, { recursive: true });
});

describe("the keys of what is bound", () => {
  const ask = async (kind: "bucket" | "secret", name: string) => {
    const asked: AskedAbility = { resourceId: name, kind, name, access: "read", prefix: "", arn: null, region };
    const [found] = await withKeys(account, [asked]);
    return found?.key;
  };

  test.each<["bucket" | "secret", string, string, EncryptionKey]>([
    ["bucket", "orders", "its customer's", { arn: orders }],
    ["bucket", "plain", "none", "none"],
    ["bucket", "closed", "not known: Slipway may not ask", "unknown"],
    ["bucket", "absent", "not known: it is not there", "unknown"],
    ["secret", "keyed", "its customer's", { arn: payments }],
    ["secret", "plain", "none", "none"],
    ["secret", "absent", "not known: it is not there", "unknown"],
  ])("that of %s %s is %s", async (kind, name, _is, key) => {
    expect(await ask(kind, name)).toEqual(key);
  });

  test("are not known while AWS is away, and nothing is thrown", async () => {
    aws.faults.script({ match: () => true, drop: true });
    expect(await ask("bucket", "orders")).toBe("unknown");
    aws.faults.clear();
  });
});

describe("before a launch", () => {
  test.each<[string, string, string | undefined, string | undefined]>([
    ["nothing where S3's own keys encrypt", "orders", undefined, undefined],
    ["nothing where the role may use the bucket's key", "orders", orders, undefined],
    [
      "that the role may use the bucket's key through another service alone",
      "payments",
      payments,
      "role-may-not-use-bucket-key",
    ],
    ["that the role may not use the key of an object that has another one", "orders", payments, "bucket-key-unknown"],
    ["nothing of an object's key that is not the bucket's, as AWS's own", "plain", payments, undefined],
    ["that whose key it is can't be told", "closed", payments, "bucket-key-unknown"],
    ["nothing where the role may use it, whosever it is", "closed", orders, undefined],
  ])("it says of files %s", async (_what, bucket, kmsKeyArn, code) => {
    const files = [{ key: "in.csv", kmsKeyArn }];
    expect((await checkFileKeys(account, role, { name: bucket, region }, files))?.code).toBe(code);
  });

  test.each<[string, EncryptionKey, string | undefined]>([
    ["nothing of one without a key", "none", undefined],
    ["nothing where the role may use it", { arn: payments }, undefined],
    ["that the role may not use it", { arn: orders }, "role-may-not-use-secret-key"],
    ["that it is not known", "unknown", "secret-key-unknown"],
  ])("it says of secrets %s", async (_what, key, code) => {
    const check = await checkSecretKeys(account, role, [{ name: "keyed", region, key }]);
    expect(check?.code).toBe(code);
    expect(check?.status).toBe(code && "warn");
  });
});
