import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { cloudAccounts, cloudResources } from "#db/schema/cloud.ts";
import { portalActions } from "#lib/aws/portal-actions.ts";
import type { RequestContext } from "#lib/platform/context.ts";
import type { Result } from "#lib/platform/result.ts";
import { test, type World } from "#lib/testing/world.ts";
import { startAws } from "#sandbox/aws/server.ts";
import { startRegistry } from "#sandbox/registry/server.ts";
import { startVault } from "#sandbox/vault/server.ts";
import { getAccount, listAccounts, testAccount } from "./account-queries.ts";
import { discoverResources } from "./discover.ts";
import { listAccount } from "./list-account.ts";
import { mapResources } from "./map-resources.ts";
import { openAccount } from "./open-account.ts";
import { registerAccount } from "./register-account.ts";
import { rotateCredential } from "./rotate-credential.ts";
import { tryAccount } from "./try-account.ts";
import { updateAccount } from "./update-account.ts";

const region = "eu-central-1";
const key = (name: string) => ({ accessKeyId: `AKIA${name.padEnd(16, "X")}`, secretAccessKey: `${name}-only-a-test` });
const allow = (Action: string[]) => ({
  Version: "2012-10-17" as const,
  Statement: [{ Effect: "Allow" as const, Action, Resource: "*" }],
});
const everything = portalActions.map(({ action }) => action);
const user = (name: string, actions: string[]) => ({
  name: name.toLowerCase(),
  ...key(name),
  policies: [allow(actions)],
});
const empty = { users: [], roles: [], oidcProviders: [], buckets: [], secrets: [], repositories: [], eksClusters: [] };
const initImage = { repository: "slipway/init", tag: "1" };
const dataDir = mkdtempSync(join(tmpdir(), "slipway-cloud-"));
let aws: Awaited<ReturnType<typeof startAws>>;
let registry: Awaited<ReturnType<typeof startRegistry>>;
let vault: Awaited<ReturnType<typeof startVault>>;

beforeAll(async () => {
  const bucket = (name: string, at = region) => ({ name, region: at, versioning: true });
  aws = await startAws({
    dataDir,
    accounts: [
      {
        ...empty,
        id: "111122223333",
        name: "eu",
        users: [
          user("SLIPWAY", everything),
          user("NEXT", everything),
          user(
            "NARROW",
            everything.filter((action) => action !== "secretsmanager:ListSecrets"),
          ),
          user("BLIND", ["s3:GetObject"]),
        ],
        buckets: [bucket("acme-orders-eu"), bucket("acme-logs-eu"), bucket("acme-orders-us", "us-east-1")],
        secrets: [{ name: "orders/db-password", region, value: "never read here" }],
        repositories: [{ name: "orders/report", region, images: [] }],
      },
      { ...empty, id: "444455556666", name: "us", users: [user("OTHER", everything)] },
      {
        ...empty,
        id: "000000000000",
        name: "dc",
        users: [user("DC", everything)],
        buckets: [bucket("acme-orders-dc")],
      },
    ],
  });
  registry = await startRegistry({
    repositories: ["orders/report", "tools/greeting"].map((name) => ({ name, images: [] })),
    users: [{ name: "slipway", password: "pull" }],
  });
  vault = await startVault({
    rootToken: "root",
    policies: { portal: [{ path: "secret/metadata/*", capabilities: ["read", "list"] }] },
    tokens: [{ token: "portal", policies: ["portal"] }],
    kubernetes: [],
    secrets: [{ mount: "secret", path: "orders/db-password", data: { value: "never read here" } }],
  });
});
afterAll(async () => {
  await Promise.all([aws.stop(), registry.stop(), vault.stop()]);
  rmSync(dataDir, { recursive: true });
});

const data = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.data;
};
const config = () => ({ kind: "aws" as const, accountId: "111122223333", region, endpoint: aws.url, initImage });
const datacenter = () => ({
  config: {
    kind: "datacenter" as const,
    s3: { endpoint: aws.url, region },
    registry: { url: registry.url },
    vault: { address: vault.url, mount: "kubernetes" },
    initImage,
  },
  credential: {
    s3: key("DC"),
    registry: { username: "slipway", password: "pull" },
    vault: { token: "portal" },
  },
});
const admin = (world: World) => world.contextOf(world.people.admin);
async function registered(ctx: RequestContext, name = "SLIPWAY"): Promise<string> {
  return data(await registerAccount.execute(ctx, { name: "acme-eu", config: config(), credential: key(name) })).id;
}
const verdicts = (report: Awaited<ReturnType<typeof testAccount.execute>>) =>
  Object.fromEntries(data(report).parts.flatMap(({ abilities }) => abilities.map((one) => [one.action, one.verdict])));

describe("registering", () => {
  test("takes a credential of this very account, and never gives it back", async ({ world }) => {
    const ctx = await admin(world);
    const refused = await registerAccount.execute(ctx, { name: "acme", config: config(), credential: key("OTHER") });
    expect(refused).toMatchObject({ ok: false, error: { code: "refused" } });
    expect(refused.ok ? "" : refused.error.message).toContain("of AWS account 444455556666");
    const id = await registered(ctx);
    const seen = data(await getAccount.execute(ctx, { cloudAccountId: id }));
    expect(seen).toMatchObject({ name: "acme-eu", identity: { keyId: key("SLIPWAY").accessKeyId, roleArn: null } });
    const audit = await world.auditOf("cloud-account.register");
    const list = data(await listAccounts.execute(ctx, { search: "acme-eu" }));
    expect(list.rows).toMatchObject([{ name: "acme-eu", where: "111122223333" }]);
    expect(JSON.stringify([seen, audit, list])).not.toContain("only-a-test");
  });

  test("refuses a data centre of which one part does not take its credential", async ({ world }) => {
    const ctx = await admin(world);
    const whole = datacenter();
    const broken = { ...whole, credential: { ...whole.credential, vault: { token: "not-a-token" } } };
    expect(await registerAccount.execute(ctx, { name: "dc", ...broken })).toMatchObject({
      ok: false,
      error: { code: "denied", message: expect.stringContaining("Vault") },
    });
    expect((await registerAccount.execute(ctx, { name: "dc", ...whole })).ok).toBe(true);
  });
});

describe("the check", () => {
  test("says whose the credential is, what it may do and what is missing, with the policy to copy", async ({
    world,
  }) => {
    const ctx = await admin(world);
    const id = await registered(ctx, "NARROW");
    data(
      await mapResources.execute(ctx, {
        cloudAccountId: id,
        resources: [{ kind: "bucket", name: "acme-orders-eu", region, residency: "eu" }],
      }),
    );
    const report = await testAccount.execute(ctx, { cloudAccountId: id });
    expect(verdicts(report)).toEqual({
      ...Object.fromEntries(everything.map((action) => [action, "allowed"])),
      "secretsmanager:ListSecrets": "denied",
    });
    const [part] = data(report).parts;
    expect(part).toMatchObject({ problem: null, identity: "arn:aws:iam::111122223333:user/narrow" });
    expect(part?.policy?.text).toContain("arn:aws:s3:::acme-orders-eu/*");
  });

  test("tells what can't be known from what is denied", async ({ world }) => {
    const ctx = await admin(world);
    const id = await registered(ctx, "BLIND");
    expect(verdicts(await testAccount.execute(ctx, { cloudAccountId: id }))).toMatchObject({
      "s3:ListAllMyBuckets": "denied",
      "iam:SimulatePrincipalPolicy": "denied",
      "s3:PutObject": "unknown",
    });
  });

  test("of an account that is another's, of a key that is gone, and before anything is kept", async ({ world }) => {
    const ctx = await admin(world);
    const of = async (credential: object) =>
      data(await tryAccount.execute(ctx, { config: config(), credential })).parts[0]?.problem;
    expect(await of(key("OTHER"))).toEqual({ code: "other-account", message: "444455556666" });
    expect(await of(key("NOBODY"))).toMatchObject({ code: "denied" });
    expect(await of(key("SLIPWAY"))).toBeNull();
    expect(await world.db.select().from(cloudAccounts)).toHaveLength(1);
    expect(JSON.stringify(await world.auditOf("cloud-account.try"))).not.toContain("only-a-test");
  });

  test("of a data centre asks its S3, registry and Vault, each for itself", async ({ world }) => {
    const ctx = await admin(world);
    const report = data(await tryAccount.execute(ctx, datacenter()));
    expect(report.parts.map(({ part, problem }) => [part, problem])).toEqual([
      ["s3", null],
      ["registry", null],
      ["vault", null],
    ]);
    const vaultMay = report.parts[2]?.abilities.map(({ action, verdict }) => [action, verdict]);
    expect(vaultMay).toEqual([
      ["read secret/metadata/*", "allowed"],
      ["list secret/metadata/*", "allowed"],
      ["read auth/kubernetes/role/*", "denied"],
      ["read sys/policies/acl/*", "denied"],
    ]);
    expect(report.parts[2]?.policy?.text).toContain('path "auth/kubernetes/role/*"');
  });
});

describe("discovering", () => {
  test("lists what is there with what is mapped, and suggests the rest", async ({ world }) => {
    const ctx = await admin(world);
    const id = await registered(ctx);
    const discover = async (kind: "bucket" | "image-repository" | "secret", at?: string) =>
      data(await discoverResources.execute(ctx, { cloudAccountId: id, kind, ...(at ? { region: at } : {}) }));
    data(
      await mapResources.execute(ctx, {
        cloudAccountId: id,
        resources: [{ kind: "bucket", name: "acme-logs-eu", region, residency: "eu" }],
      }),
    );
    const buckets = await discover("bucket");
    expect(buckets.found).toMatchObject([
      { name: "acme-logs-eu", mappedAs: expect.any(String), ownerProjectId: null },
      { name: "acme-orders-eu", mappedAs: null, region, residency: "eu", ownerProjectId: world.orders },
      { name: "acme-orders-us", mappedAs: null, region: "us-east-1", residency: "us", ownerProjectId: world.orders },
    ]);
    const secrets = await discover("secret");
    expect(secrets.found).toMatchObject([{ name: "orders/db-password", arn: expect.stringMatching(/-\w{6}$/) }]);
    expect(JSON.stringify(secrets)).not.toContain("never read here");
    expect((await discover("image-repository")).found).toMatchObject([{ name: "orders/report", region }]);
    expect(await discover("image-repository", "us-east-1")).toMatchObject({ regions: ["us-east-1"], found: [] });
  });

  test("in a data centre lists its S3, its registry's catalogue and its Vault", async ({ world }) => {
    const ctx = await admin(world);
    const id = data(await registerAccount.execute(ctx, { name: "dc", ...datacenter() })).id;
    const names = async (kind: "bucket" | "image-repository" | "secret") =>
      data(await discoverResources.execute(ctx, { cloudAccountId: id, kind })).found.map(({ name }) => name);
    expect(await names("bucket")).toEqual(["acme-orders-dc"]);
    expect(await names("image-repository")).toEqual(["orders/report", "tools/greeting"]);
    expect(await names("secret")).toEqual(["secret/orders/db-password"]);
  });

  test("what may not be listed is told with its action, and the rest is listed", async ({ world }) => {
    const ctx = await admin(world);
    const id = await registered(ctx, "NARROW");
    const discover = (kind: "bucket" | "secret") => discoverResources.execute(ctx, { cloudAccountId: id, kind });
    expect(data(await discover("secret"))).toMatchObject({
      found: [],
      obstacles: [{ code: "denied", action: "secretsmanager:ListSecrets", place: region }],
    });
    expect(data(await discover("bucket"))).toMatchObject({ found: { length: 3 }, obstacles: [] });
  });
});

describe("mapping", () => {
  const bucket = (name: string) => ({ kind: "bucket" as const, name, region, residency: "eu" });

  test("several at once, each with the ARN that the account says", async ({ world }) => {
    const ctx = await admin(world);
    const cloudAccountId = await registered(ctx);
    const resources = [
      { ...bucket("acme-orders-eu"), ownerProjectId: world.orders },
      { ...bucket("orders/report"), kind: "image-repository" as const },
      { ...bucket("orders/db-password"), kind: "secret" as const },
    ];
    expect(data(await mapResources.execute(ctx, { cloudAccountId, resources }))).toMatchObject({
      ids: { length: 3 },
      unseen: [],
    });
    const rows = await world.db.select().from(cloudResources).orderBy(cloudResources.kind);
    expect(rows.map(({ arn }) => arn)).toEqual([
      "arn:aws:s3:::acme-orders-eu",
      `arn:aws:ecr:${region}:111122223333:repository/orders/report`,
      expect.stringMatching(/^arn:aws:secretsmanager:eu-central-1:111122223333:secret:orders\/db-password-\w{6}$/),
    ]);
  });

  test("all or none: one that is mapped, not there, or of no project maps nothing", async ({ world }) => {
    const ctx = await admin(world);
    const cloudAccountId = await registered(ctx);
    const map = (...resources: Parameters<typeof mapResources.execute>[1]["resources"]) =>
      mapResources.execute(ctx, { cloudAccountId, resources });
    data(await map(bucket("acme-logs-eu")));
    expect(await map(bucket("acme-orders-eu"), bucket("acme-logs-eu"))).toMatchObject({
      ok: false,
      error: { code: "conflict", message: "acme-logs-eu is mapped already" },
    });
    expect(await map(bucket("acme-orders-eu"), bucket("acme-none"))).toMatchObject({
      ok: false,
      error: { code: "invalid", message: expect.stringContaining("no bucket acme-none in acme-eu") },
    });
    const stranger = { ...bucket("acme-orders-eu"), ownerProjectId: crypto.randomUUID() };
    expect(await map(stranger)).toMatchObject({ ok: false, error: { code: "not-found" } });
    expect(await world.db.select().from(cloudResources)).toHaveLength(1);
  });

  test("by name where listing is denied: what can be asked for is, what can't is taken as named", async ({ world }) => {
    const ctx = await admin(world);
    const cloudAccountId = await registered(ctx, "NARROW");
    const secret = (name: string) => ({ ...bucket(name), kind: "secret" as const });
    const map = (name: string) => mapResources.execute(ctx, { cloudAccountId, resources: [secret(name)] });
    expect(await map("orders/none")).toMatchObject({ ok: false, error: { code: "invalid" } });
    expect(data(await map("orders/db-password"))).toMatchObject({ unseen: [] });
  });
});

test("a credential is rotated once it was found good, and nobody notices", async ({ world }) => {
  const ctx = await admin(world);
  const id = await registered(ctx);
  const rotate = (credential: object, version?: number) =>
    rotateCredential.execute(ctx, { id, credential, ...(version ? { version } : {}) });
  expect(await rotate(key("OTHER"))).toMatchObject({ ok: false, error: { code: "refused" } });
  expect(await rotate(key("NOBODY"))).toMatchObject({ ok: false, error: { code: "denied" } });
  expect(await rotate(datacenter().credential)).toMatchObject({ ok: false, error: { code: "invalid" } });
  expect(data(await getAccount.execute(ctx, { cloudAccountId: id })).version).toBe(1);

  let isOver = false;
  const asking = (async () => {
    let asked = 0;
    for (; !isOver || asked < 5; asked++) {
      const { obstacles } = await listAccount(await openAccount(world.db, id), "bucket", [region]);
      expect(obstacles).toEqual([]);
    }
  })();
  data(await rotate(key("NEXT"), 1));
  isOver = true;
  await asking;
  expect(data(await getAccount.execute(ctx, { cloudAccountId: id }))).toMatchObject({
    version: 2,
    identity: { keyId: key("NEXT").accessKeyId },
  });
  expect(await rotate(key("SLIPWAY"), 1)).toMatchObject({ ok: false, error: { code: "conflict" } });
  const audit = await world.auditOf("cloud-account.rotate");
  expect(audit.at(-2)?.detail).toMatchObject({
    before: { keyId: key("SLIPWAY").accessKeyId, version: 1 },
    after: { keyId: key("NEXT").accessKeyId, version: 2 },
  });
  expect(JSON.stringify(audit)).not.toContain("only-a-test");
});

test("where an account is reached changes for one of two who change it at once, and the trail says what it was", async ({
  world,
}) => {
  const ctx = await admin(world);
  const id = await registered(ctx);
  const update = (name: string, who: string) =>
    updateAccount.execute(ctx, { id, name, config: { ...config(), region: "us-east-1" }, credential: key(who) });
  const read = Promise.withResolvers<void>();
  // Neither is written before both have seen the account as it was.
  const holding = world.db.transaction(async (tx) => {
    await tx.select().from(cloudAccounts).where(eq(cloudAccounts.id, id)).for("update");
    await read.promise;
  });
  const updating = Promise.all([update("acme-next", "NEXT"), update("acme-narrow", "NARROW")]);
  const waiting = async () => {
    const [row] = await world.database.sql`select count(*)::int as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    return row?.waiting;
  };
  await expect
    .poll(waiting, { timeout: 20_000 })
    .toBe(2)
    .finally(() => read.resolve());
  await holding;
  const results = await updating;
  expect(results.map((result) => (result.ok ? "ok" : result.error.code)).sort()).toEqual(["conflict", "ok"]);
  const [name, who] = results[0]?.ok ? ["acme-next", "NEXT"] : ["acme-narrow", "NARROW"];
  const audit = await world.auditOf("cloud-account.update");
  expect(audit.find(({ outcome }) => outcome === "done")?.detail).toMatchObject({
    before: { config: { region }, keyId: key("SLIPWAY").accessKeyId },
    after: { name, config: { region: "us-east-1" }, keyId: key(who).accessKeyId },
  });
  expect(JSON.stringify(audit)).not.toContain("only-a-test");
});
