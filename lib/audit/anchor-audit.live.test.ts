import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { auditEvents } from "#db/schema/audit.ts";
import { cloudAccounts, cloudResources } from "#db/schema/cloud.ts";
import { clusters } from "#db/schema/clusters.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/test-database.ts";
import { listObjects } from "#lib/aws/s3.ts";
import { openAccount, sealCredential } from "#lib/cloud/open-account.ts";
import { startAws } from "#sandbox/aws/server.ts";
import { type Anchored, anchorAudit } from "./anchor-audit.ts";
import { checkAnchors } from "./check-anchors.ts";
import { recordAudit } from "./record-audit.ts";
import { verifyAudit } from "./verify-audit.ts";

const region = "eu-central-1";
const credential = { accessKeyId: "AKIASLIPWAY000000000", secretAccessKey: "slipway-secret" };
const buckets = ["logs-a", "logs-b"];
let database: TestDatabase;
let aws: Awaited<ReturnType<typeof startAws>>;
let dataDir: string;
let accountId: string;

beforeEach(async () => {
  database = await createTestDatabase();
  dataDir = mkdtempSync(join(tmpdir(), "slipway-anchor-"));
  const mayAll = { Version: "2012-10-17", Statement: [{ Effect: "Allow" as const, Action: "s3:*", Resource: "*" }] };
  aws = await startAws({
    dataDir,
    accounts: [
      {
        id: "111122223333",
        name: "eu",
        users: [{ name: "slipway", ...credential, policies: [mayAll] }],
        roles: [],
        oidcProviders: [],
        buckets: buckets.map((name) => ({ name, region, versioning: true })),
        secrets: [],
        repositories: [],
        eksClusters: [],
      },
    ],
  });
  const { db } = database;
  accountId = crypto.randomUUID();
  const config = {
    kind: "aws",
    accountId: "111122223333",
    region,
    endpoint: aws.url,
    initImage: { repository: "slipway/init", tag: "1" },
  };
  await db.insert(cloudAccounts).values({
    id: accountId,
    name: "eu",
    kind: "aws",
    config,
    sealedCredential: sealCredential(credential, accountId),
  });
  for (const name of buckets) {
    const [bucket] = await db
      .insert(cloudResources)
      .values({ kind: "bucket", cloudAccountId: accountId, name, region, residency: "eu" })
      .returning({ id: cloudResources.id });
    await db.insert(clusters).values({
      name: `cluster of ${name}`,
      type: "eks",
      region,
      residency: "eu",
      cloudAccountId: accountId,
      config: {},
      uid: crypto.randomUUID(),
      logBucketId: bucket?.id,
    });
  }
});
afterEach(async () => {
  await aws.stop();
  await database.drop();
  rmSync(dataDir, { recursive: true });
});

const write = async (rows: number) => {
  for (let number = 0; number < rows; number++)
    await database.db.transaction((tx) =>
      recordAudit(
        tx,
        { actor: { kind: "system", name: "test" }, requestId: "r", address: null },
        { action: "cluster.update", outcome: "done", projectId: null, detail: { number } },
      ),
    );
};
const asOwner = async (work: () => Promise<unknown>) => {
  await database.sql`alter table audit_events disable trigger audit_events_append_only`;
  await work();
  await database.sql`alter table audit_events enable trigger audit_events_append_only`;
};
const cutAfter = (sequence: number) =>
  asOwner(() => database.sql`delete from audit_events where sequence > ${sequence}`);
const keysOf = async (bucket: string) => {
  const access = (await openAccount(database.db, accountId)).s3(region);
  return (await listObjects(access, { bucket, prefix: "slipway/audit/" })).objects.map(({ key }) => key);
};
const contradictions = async () => (await checkAnchors(database.db)).buckets.map(({ contradiction }) => contradiction);

describe("the anchors of the audit trail", () => {
  test("name its head in every bucket, once, and agree with it", async () => {
    const { db } = database;
    const anchored: Anchored = new Map();
    expect(await anchorAudit(db, anchored)).toEqual([]);
    expect(await keysOf("logs-a")).toEqual([]);
    await write(3);
    await anchorAudit(db, anchored);
    await anchorAudit(db, new Map());
    await write(2);
    await anchorAudit(db, anchored);

    const [first, , third, , fifth] = await db.select().from(auditEvents).orderBy(auditEvents.sequence);
    for (const bucket of buckets)
      expect(await keysOf(bucket)).toEqual([
        `slipway/audit/${first?.hash}/0000000000000003-${third?.hash}.json`,
        `slipway/audit/${first?.hash}/0000000000000005-${fifth?.hash}.json`,
      ]);
    const seen = await checkAnchors(db);
    expect(seen).toMatchObject({ trail: first?.hash, head: { sequence: 5 } });
    expect(seen.buckets).toMatchObject(
      buckets.map((bucket) => ({
        bucket,
        clusters: [`cluster of ${bucket}`],
        anchors: 2,
        newest: { sequence: 5, at: expect.any(Date) },
        contradiction: null,
        otherTrails: 0,
        problem: null,
      })),
    );
  });

  test("show that the end of the trail was cut off, though what is left is whole", async () => {
    await write(4);
    await anchorAudit(database.db, new Map());
    await write(4);
    await anchorAudit(database.db, new Map());
    await cutAfter(6);
    expect(await verifyAudit(database.db)).toMatchObject({ rows: 6, broken: null });
    expect(await contradictions()).toEqual(buckets.map(() => ({ what: "cut-off", sequence: 8, after: 4 })));
  });

  test("show that the trail was cut off and went on, even when its new end is anchored too", async () => {
    await write(4);
    await anchorAudit(database.db, new Map());
    await write(4);
    await anchorAudit(database.db, new Map());
    await cutAfter(6);
    await write(5);
    await anchorAudit(database.db, new Map());
    expect(await verifyAudit(database.db)).toMatchObject({ rows: 11, broken: null });
    expect(await contradictions()).toEqual(buckets.map(() => ({ what: "rewritten", sequence: 8, after: 4 })));
    expect(await keysOf("logs-a")).toHaveLength(3);
  });

  test("of a trail whose every row was written anew are seen as another trail's", async () => {
    await write(3);
    await anchorAudit(database.db, new Map());
    await cutAfter(0);
    expect((await checkAnchors(database.db)).buckets).toMatchObject(
      buckets.map(() => ({ anchors: 0, otherTrails: 1 })),
    );
    await write(3);
    expect((await checkAnchors(database.db)).buckets).toMatchObject(
      buckets.map(() => ({ anchors: 0, otherTrails: 1 })),
    );
  });

  test("are written and read where they can be: a bucket that is away holds up no other, and is told", async () => {
    const { db } = database;
    const anchored: Anchored = new Map();
    await write(2);
    aws.faults.script({ match: ({ path }) => path.includes("logs-a"), status: 403 });
    expect(await anchorAudit(db, anchored)).toEqual(["logs-a"]);
    expect(await keysOf("logs-b")).toHaveLength(1);
    expect((await checkAnchors(db)).buckets).toMatchObject([
      { bucket: "logs-a", newest: null, problem: { code: "denied" } },
      { bucket: "logs-b", newest: { sequence: 2 }, problem: null },
    ]);
    aws.faults.clear();
    expect(await anchorAudit(db, anchored)).toEqual([]);
    expect(await contradictions()).toEqual([null, null]);
    expect((await checkAnchors(db)).buckets).toMatchObject([{ anchors: 1 }, { anchors: 1 }]);
  });

  test("are not asked of a cluster that is retired", async () => {
    await write(1);
    await database.db.update(clusters).set({ retiredAt: new Date() }).where(eq(clusters.name, "cluster of logs-a"));
    expect((await checkAnchors(database.db)).buckets.map(({ bucket }) => bucket)).toEqual(["logs-b"]);
  });
});
