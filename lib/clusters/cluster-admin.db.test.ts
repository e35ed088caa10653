import { eq } from "drizzle-orm";
import { describe, expect } from "vitest";
import { clusters } from "#db/schema/clusters.ts";
import { runs } from "#db/schema/runs.ts";
import { explainPlacement } from "#lib/access/explain-placement.ts";
import { says } from "#lib/platform/say.ts";
import { insertPlacement, insertRun } from "#lib/runs/testing/insert-run.ts";
import { test, type World } from "#lib/testing/world.ts";
import { getCluster, listClusters } from "./cluster-list.ts";
import { clusterUses } from "./cluster-uses.ts";
import { retireCluster } from "./retire-cluster.ts";

const placed = async (world: World) => {
  const placement = await insertPlacement(world.db);
  const [cluster] = await world.db.select().from(clusters).where(eq(clusters.id, placement.clusterId));
  if (!cluster) throw new Error("no cluster");
  return { placement, cluster };
};
const admin = (world: World) => world.contextOf(world.people.admin);
const list = async (world: World, input: Partial<Parameters<typeof listClusters.execute>[1]> = {}) => {
  const result = await listClusters.execute(await admin(world), input);
  if (!result.ok) throw new Error(result.error.message);
  return result.data;
};

describe("retiring a cluster", () => {
  test("is refused while a run is under way there, and names it", async ({ world }) => {
    const { placement, cluster } = await placed(world);
    const run = await insertRun(world.db, placement);
    const input = { clusterId: cluster.id, name: cluster.name };
    const refused = await retireCluster.execute(await admin(world), input);
    expect(refused).toMatchObject({
      ok: false,
      error: { code: "refused", message: expect.stringMatching(/^1 run is under way on .+ \/ .+/) },
    });
    const uses = await clusterUses.execute(await admin(world), { clusterId: cluster.id });
    expect(uses).toMatchObject({ ok: true, data: { activeRunCount: 1, activeRuns: [{ id: run.id }], runCount: 1 } });

    await world.db.update(runs).set({ state: "succeeded", finishedAt: new Date() }).where(eq(runs.id, run.id));
    expect(await retireCluster.execute(await admin(world), input)).toMatchObject({ ok: true });
    expect(await clusterUses.execute(await admin(world), { clusterId: cluster.id })).toMatchObject({
      ok: true,
      data: { activeRunCount: 0, runCount: 1, jobCount: 1 },
    });
  });

  test("takes its typed name, and no other", async ({ world }) => {
    const wrong = { clusterId: world.clusterId, name: "eks-virginia" };
    expect(await retireCluster.execute(await admin(world), wrong)).toMatchObject({
      ok: false,
      error: { code: "invalid", fields: { name: expect.any(String) } },
    });
    expect(await world.auditOf("cluster.retire")).toMatchObject([{ outcome: "refused", code: "invalid" }]);
  });

  test("takes it out of the form and of the list, forgets its credential, and keeps its history", async ({ world }) => {
    await world.db.update(clusters).set({ sealedCredential: "k1:sealed" }).where(eq(clusters.id, world.clusterId));
    await world.grant(await world.namespace("orders-batch"), world.orders);
    const offered = async () =>
      (await explainPlacement(world.db, { projectId: world.orders, projectName: "orders" })).clusters.map(
        ({ name }) => name,
      );
    expect(await offered()).toContain("eks-frankfurt");
    const input = { clusterId: world.clusterId, name: "eks-frankfurt" };
    expect(await retireCluster.execute(await admin(world), input)).toMatchObject({ ok: true });

    expect(await offered()).not.toContain("eks-frankfurt");
    expect((await list(world)).rows).toEqual([]);
    expect((await list(world, { retired: true })).rows).toMatchObject([{ name: "eks-frankfurt", health: "retired" }]);
    const [row] = await world.db.select().from(clusters).where(eq(clusters.id, world.clusterId));
    expect(row).toMatchObject({ sealedCredential: null, retiredAt: expect.any(Date), version: 2 });
    // Once is enough.
    expect(await retireCluster.execute(await admin(world), input)).toMatchObject({ error: { code: "not-found" } });
  });

  test("waits for a launch that is being written, and then sees its run", async ({ world }) => {
    const { placement, cluster } = await placed(world);
    const written = Promise.withResolvers<void>();
    const commit = Promise.withResolvers<void>();
    const launching = world.db.transaction(async (tx) => {
      await insertRun(tx as unknown as World["db"], placement);
      written.resolve();
      await commit.promise;
    });
    await written.promise;
    const retiring = retireCluster.execute(await admin(world), { clusterId: cluster.id, name: cluster.name });
    const waiting = async () => {
      const [row] = await world.database.sql`select count(*)::int as waiting from pg_locks where not granted`;
      return row?.waiting;
    };
    await expect.poll(waiting, { timeout: 5000 }).toBe(1);
    commit.resolve();
    await launching;
    expect(await retiring).toMatchObject({ ok: false, error: { code: "refused" } });
  });
});

describe("the list of clusters", () => {
  const set = (world: World, values: Partial<typeof clusters.$inferInsert>) =>
    world.db.update(clusters).set(values).where(eq(clusters.id, world.clusterId));
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);

  test("says of each how it does", async ({ world }) => {
    const health = async () => (await list(world)).rows[0]?.health;
    expect(await health()).toBe("new");
    await set(world, { lastSeenAt: ago(5) });
    expect(await health()).toBe("answers");
    await set(world, { lastSeenAt: ago(120) });
    expect(await health()).toBe("stale");
    await set(world, { problem: says("cluster-rate", { cluster: "eks-frankfurt" }) });
    expect(await health()).toBe("trouble");
    const admin = await world.contextOf(world.people.admin);
    const problemIn = async (locale: "en" | "zh-CN") => {
      const answer = await listClusters.execute({ ...admin, locale }, {});
      return answer.ok && answer.data.rows[0]?.problem;
    };
    expect(await problemIn("en")).toBe("Cluster eks-frankfurt asks Slipway to slow down");
    expect(await problemIn("zh-CN")).toMatch(/\p{Script=Han}/u);
  });

  test("is searched, sorted and counted", async ({ world }) => {
    const more = ["a-cluster", "z-cluster"].map((name) => ({
      name,
      type: "eks",
      region: "us-east-1",
      residency: "us",
      cloudAccountId: world.cloudAccountId,
      config: {},
      uid: name,
    }));
    await world.db.insert(clusters).values(more);
    const names = async (input: Parameters<typeof list>[1]) => (await list(world, input)).rows.map(({ name }) => name);
    expect(await names({ sort: "-name" })).toEqual(["z-cluster", "eks-frankfurt", "a-cluster"]);
    expect(await names({ search: "us-east" })).toEqual(["a-cluster", "z-cluster"]);
    expect((await list(world)).total).toBe(3);
    expect(await names({ page: 2 })).toEqual([]);
  });

  test("and a cluster's page are the auditor's to read and nobody else's", async ({ world }) => {
    const auditor = await world.contextOf(world.people.auditor);
    expect(await getCluster.execute(auditor, { name: "eks-frankfurt" })).toMatchObject({
      ok: true,
      data: { name: "eks-frankfurt", mayChange: false, hasCredential: false },
    });
    const owner = await world.contextOf(world.people.owner);
    expect(await listClusters.execute(owner, {})).toMatchObject({ error: { code: "denied" } });
    expect(await getCluster.execute(owner, { name: "eks-frankfurt" })).toMatchObject({ error: { code: "denied" } });
  });
});
