import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ClusterName, dcAccount, euAccount, usAccount } from "#demo/company.ts";
import { redact } from "#lib/platform/log.ts";
import { secretFinder } from "../secret-texts.ts";
import { type LiveStack, startLiveStack } from "./live-stack.ts";
import { archivedLogs, attemptsOf, endOf, logOf, putAway, textOf } from "./run-facts.ts";

const places = {
  "dc-frankfurt": { account: dcAccount, region: "eu-central-1", letters: "dc" },
  "eks-frankfurt": { account: euAccount, region: "eu-central-1", letters: "eu" },
  "eks-virginia": { account: usAccount, region: "us-east-1", letters: "us" },
} as const;
const clusters = Object.keys(places) as ClusterName[];
let live: LiveStack;
let runs: Record<ClusterName, string>;
const liveLogs: string[] = [];

let found: ReturnType<typeof secretFinder>;

beforeAll(async () => {
  live = await startLiveStack();
  live.startWorker();
  found = secretFinder(live.stack.keys, [["the database's password", new URL(live.stack.databaseUrl).password]]);
  const launched = await Promise.all(
    clusters.map(async (name) => [name, await live.launch("Daily orders report", name)] as const),
  );
  runs = Object.fromEntries(launched) as typeof runs;
  for (const runId of Object.values(runs))
    for (const container of ["init", "main"])
      liveLogs.push(textOf(await logOf(live.db, runId, container, { follow: true })));
});
afterAll(() => live?.stop());

test("the secrets are used: each run ends well and its program could read its file", async () => {
  expect(found(JSON.stringify(live.stack.keys)).length).toBeGreaterThan(15);
  for (const runId of Object.values(runs)) {
    expect(await endOf(live.db, runId)).toMatchObject({ state: "succeeded" });
    await putAway(live.db, runId);
    const password = live.stack.keys.secretValues["orders/db-password"];
    const main = textOf(await logOf(live.db, runId));
    expect(main).toContain(`/slipway/secrets/db-password is readable, mode 0400, ${password.length} bytes`);
  }
});

test("none is in a table of the database", async () => {
  const { sql } = live;
  const tables = await sql<{ schema: string; name: string }[]>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`;
  expect(tables.length).toBeGreaterThan(25);
  let rows = 0;
  for (const { schema, name } of tables) {
    const dumped = await sql<{ row: string }[]>`select to_jsonb(t)::text as row from ${sql(schema)}.${sql(name)} t`;
    rows += dumped.length;
    for (const { row } of dumped) expect({ table: name, secrets: found(row) }).toEqual({ table: name, secrets: [] });
  }
  expect(rows).toBeGreaterThan(100);
});

test("none is in what the processes log", () => {
  expect(live.logs()).toContain("worker ready");
  expect(found(live.logs())).toEqual([]);
});

test("none is in a log, live or archived", async () => {
  expect(liveLogs.join("\n")).toContain("report ready");
  for (const log of liveLogs) expect(found(log)).toEqual([]);
  for (const runId of Object.values(runs)) {
    expect((await archivedLogs(live.db, runId)).map(({ container }) => container).sort()).toEqual(["init", "main"]);
    for (const container of ["init", "main"]) expect(found(textOf(await logOf(live.db, runId, container)))).toEqual([]);
  }
});

test.each(clusters)("none is in an object of the log bucket of %s", async (name) => {
  const { account, region, letters } = places[name];
  const s3 = new S3Client({
    endpoint: live.stack.sandbox.aws.url,
    region,
    credentials: live.stack.keys.portal[account],
    forcePathStyle: true,
  });
  const Bucket = `acme-slipway-logs-${letters}`;
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  expect(Contents.map(({ Key }) => Key)).toEqual(
    expect.arrayContaining(["init", "main"].map((container) => `slipway/logs/orders/${runs[name]}/1/${container}.log`)),
  );
  for (const { Key } of Contents) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(found((await Body?.transformToString()) ?? "")).toEqual([]);
  }
  s3.destroy();
});

describe.each(clusters)("in cluster %s", (name) => {
  test("none is in a manifest that was applied", async () => {
    const attempts = await attemptsOf(live.db, runs[name]);
    expect(attempts).toHaveLength(1);
    expect(found(JSON.stringify(attempts))).toEqual([]);
  });

  test.each([
    ["jobs", "/apis/batch/v1/jobs"],
    ["pods", "/api/v1/pods"],
    ["configmaps", "/api/v1/configmaps"],
    ["events", "/api/v1/events"],
    ["serviceaccounts", "/api/v1/serviceaccounts"],
  ])("none is in its %s", async (_kind, path) => {
    const objects = await live.kube[name].list(path);
    expect(objects.length).toBeGreaterThan(0);
    expect(found(JSON.stringify(objects))).toEqual([]);
  });

  test("its Secrets hold the data centre's access keys alone", async () => {
    const held = (await live.kube[name].list("/api/v1/secrets")).map((secret) => {
      const data = Object.values((secret as { data?: Record<string, string> }).data ?? {});
      return found(data.map((value) => Buffer.from(value, "base64").toString()).join("\n"));
    });
    const keys = ["keys.datacenter.orders.secretAccessKey", "keys.datacenter.payments.secretAccessKey"];
    expect([...new Set(held.flat())].sort()).toEqual(name === "dc-frankfurt" ? keys : []);
  });
});

test("none is in the provenance, which names versions", async () => {
  const [row] = await live.sql`select provenance from runs where id = ${runs["dc-frankfurt"]}`;
  expect(row?.provenance.secrets).toEqual([
    { store: "vault", id: "secret/orders/db-password", versionId: "1", file: "db-password" },
  ]);
});

test.each([
  [
    "a presigned URL",
    "GET /?X-Amz-Credential=AKIA0123456789ABCDEF%2F20261122&X-Amz-Signature=0123abcdef&x=1",
    "0123abcdef",
  ],
  ["an EKS token", "Bearer k8s-aws-v1.aHR0cHM6Ly9zdHMuZXUtY2VudHJhbC0x", "aHR0cHM6Ly9zdHMuZXUtY2VudHJhbC0x"],
  ["a JSON web token", "token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl was refused", "c2lnbmF0dXJl"],
  ["a Vault token", "X-Vault-Token: hvs.CAESIJ0123456789abcdefghij", "CAESIJ0123456789abcdefghij"],
  ["a bearer token", "authorization: Bearer abcdefgh12345678", "abcdefgh12345678"],
  ["a password in a header", "Authorization: Basic c2xpcHdheTpwYXNzd29yZA==", "c2xpcHdheTpwYXNzd29yZA"],
  ["a database's address", "connect postgres://slipway:s3cr3t-pw@127.0.0.1:5432/slipway failed", "s3cr3t-pw"],
  ["a password with a sign in it", "connect postgres://slipway:p%40ss:w0rd@127.0.0.1:5432/slipway failed", "w0rd"],
  ["an access key's id", "The key AKIAIOSFODNN7EXAMPLE is not active", "AKIAIOSFODNN7EXAMPLE"],
])("what is logged is cleared of %s", (_what, text, secret) => {
  expect(redact(text)).not.toContain(secret);
  expect(redact(text)).toContain("[redacted]");
});
