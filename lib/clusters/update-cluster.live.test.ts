import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { cloudAccounts } from "#db/schema/cloud.ts";
import { clusters } from "#db/schema/clusters.ts";
import { openCredential, sealCredential } from "#lib/cloud/open-account.ts";
import { says } from "#lib/platform/say.ts";
import { test, type World } from "#lib/testing/world.ts";
import { startTestCluster, type TestCluster } from "#sandbox/kubernetes/control-plane/test-cluster.ts";
import { testConnection } from "./test-connection.ts";
import { updateCluster } from "./update-cluster.ts";

let cluster: TestCluster;
let uid: string;
beforeAll(async () => {
  cluster = await startTestCluster();
  uid = (await cluster.get("/api/v1/namespaces/kube-system")).body.metadata.uid;
}, 150_000);
afterAll(() => cluster.stop());

/** A data centre's cluster in Slipway whose machine is gone: it was this very cluster, unless another UID is given. */
async function moved(world: World, known = uid) {
  const cloudAccountId = randomUUID();
  const credential = { s3: { accessKeyId: "a", secretAccessKey: "b" }, vault: { token: "c" } };
  await world.db.insert(cloudAccounts).values({
    id: cloudAccountId,
    name: "dc",
    kind: "datacenter",
    config: {
      kind: "datacenter",
      s3: { endpoint: "http://127.0.0.1:9", region: "eu-central-1" },
      registry: { url: "http://127.0.0.1:9" },
      vault: { address: "http://127.0.0.1:9", mount: "kubernetes" },
      initImage: { repository: "slipway/init", tag: "1" },
    },
    sealedCredential: sealCredential(credential, cloudAccountId),
  });
  const id = randomUUID();
  const place = { type: "datacenter" as const, region: "eu-central-1", cloudAccountId };
  await world.db.insert(clusters).values({
    ...place,
    id,
    name: "dc-test",
    residency: "eu",
    config: { server: "https://127.0.0.1:9", ca: cluster.ca },
    sealedCredential: sealCredential({ kind: "token", token: "old-token" }, id),
    uid: known,
    problem: says("cluster-not-asked"),
  });
  const row = async () => (await world.db.select().from(clusters).where(eq(clusters.id, id)))[0];
  return { id, place, row, admin: await world.contextOf(world.people.admin) };
}
const config = () => ({ server: cluster.url, ca: cluster.ca });
const credential = { kind: "token", token: "admin-token" };

describe("a cluster's new address", () => {
  test("is tried with the credential that is given for it, and kept once the same cluster has answered", async ({
    world,
  }) => {
    const { id, place, row, admin } = await moved(world);
    expect(
      await testConnection.execute(admin, { ...place, config: config(), credential, clusterId: id }),
    ).toMatchObject({ ok: true, data: { uid, missing: 0 } });
    const before = await row();
    expect(await updateCluster.execute(admin, { id, config: config(), credential })).toMatchObject({ ok: true });
    const after = await row();
    expect(after).toMatchObject({ config: config(), version: (before?.version ?? 0) + 1, problem: null, uid });
    expect(openCredential(after?.sealedCredential ?? null, id)).toEqual(credential);
    const audit = await world.auditOf("cluster.update");
    expect(audit).toMatchObject([
      { outcome: "done", detail: { before: { server: "https://127.0.0.1:9" }, after: { server: cluster.url } } },
    ]);
    expect(JSON.stringify(audit)).not.toContain("admin-token");
  });

  test("is refused where another cluster answers, and where no credential is given; nothing is changed", async ({
    world,
  }) => {
    const { id, place, row, admin } = await moved(world, randomUUID());
    const before = await row();
    const another = { ok: false, error: { code: "refused", message: expect.stringContaining("another cluster") } };
    const asked = { ...place, config: config(), credential, clusterId: id };
    expect(await testConnection.execute(admin, asked)).toMatchObject(another);
    expect(await updateCluster.execute(admin, { id, config: config(), credential })).toMatchObject(another);
    expect(await updateCluster.execute(admin, { id, config: config() })).toMatchObject({
      ok: false,
      error: { code: "invalid" },
    });
    expect(await row()).toEqual(before);
  });

  test("is not taken of a cluster that is retired", async ({ world }) => {
    const { id, admin } = await moved(world);
    await world.db.update(clusters).set({ retiredAt: new Date() }).where(eq(clusters.id, id));
    expect(await updateCluster.execute(admin, { id, config: config(), credential })).toMatchObject({
      ok: false,
      error: { code: "not-found" },
    });
  });
});
