import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { must } from "#demo/must.ts";
import { contextOf } from "#demo/seed.ts";
import { openCluster } from "#lib/clusters/open-cluster.ts";
import { registerCluster } from "#lib/clusters/register-cluster.ts";
import { retireCluster } from "#lib/clusters/retire-cluster.ts";
import { rotateCredential } from "#lib/clusters/rotate-credential.ts";
import { testConnection } from "#lib/clusters/test-connection.ts";
import { callPlane } from "#sandbox/kubernetes/control-plane/test-cluster.ts";
import { type LiveStack, startLiveStack, type Worker } from "./live-stack.ts";
import { endOf, inState, logOf, putAway, textOf } from "./run-facts.ts";
import { until } from "./until.ts";

let live: LiveStack;
let worker: Worker;

beforeAll(async () => {
  live = await startLiveStack();
  worker = live.startWorker();
  const count =
    "import time\nfor n in range(1, 121):\n    print(n, flush=True)\n    time.sleep(0.1)\nprint('counted')\n";
  await live.saveProgram("Count for 12 s", count);
});
afterAll(async () => {
  await worker?.stop();
  await live?.stop();
});

const admin = () => contextOf(live.db, "admin");
const dc = async () => {
  const [row] = await live.sql`select * from clusters where name = 'dc-frankfurt'`;
  if (!row) throw new Error("There is no dc-frankfurt");
  return row;
};
const asAdmin = (method: string, path: string, body?: object) =>
  callPlane(live.stack.sandbox.clusters["dc-frankfurt"], method, path, {
    token: live.stack.keys.clusterAdmin,
    ...(body ? { body } : {}),
  });

/** Another identity in the data centre's cluster, with the rights of the portal's own where `role` says so. */
async function tokenOf(name: string, role?: string): Promise<string> {
  const accounts = "/api/v1/namespaces/orders-batch/serviceaccounts";
  await asAdmin("POST", accounts, { metadata: { name } });
  if (role)
    await asAdmin("POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", {
      metadata: { name },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
      subjects: [{ kind: "ServiceAccount", name, namespace: "orders-batch" }],
    });
  const { body } = await asAdmin("POST", `${accounts}/${name}/token`, { spec: { expirationSeconds: 3600 } });
  return String(body.status.token);
}

const auditOf = (action: string) =>
  live.sql`select outcome, code, detail from audit_events where action = ${action} order by sequence`;

describe("a cluster's credential", () => {
  test("is refused where it opens another cluster, or does less than Slipway needs; the old one stays", async () => {
    const { id, version } = await dc();
    const rotate = async (token: string) =>
      rotateCredential.execute(await admin(), { clusterId: id, credential: { kind: "token", token } });
    expect(await rotate("forged")).toMatchObject({ ok: false, error: { code: "denied" } });
    expect(await rotate(await tokenOf("without-rights"))).toMatchObject({
      ok: false,
      error: { code: "refused", message: expect.stringContaining("rights are missing") },
    });
    expect(await dc()).toMatchObject({ version });
    const audit = await auditOf("cluster.rotate-credential");
    expect(audit.map(({ outcome, code }) => [outcome, code])).toEqual([
      ["refused", "denied"],
      ["refused", "refused"],
    ]);
    expect(JSON.stringify(audit)).not.toContain("forged");
  });

  test("is rotated while a run is under way and its log is followed: neither breaks, and the new one is what is used", async () => {
    const { id, version } = await dc();
    const runId = await live.launch("Count for 12 s", "dc-frankfurt");
    await inState(live.db, runId, "running");
    const following = logOf(live.db, runId, "main", { follow: true });
    const { session: before } = await openCluster(live.db, id);

    const token = await tokenOf("slipway-next", "slipway");
    await must(rotateCredential, await admin(), { clusterId: id, credential: { kind: "token", token } });
    expect(await dc()).toMatchObject({ version: version + 1 });
    const rotated = (await auditOf("cluster.rotate-credential")).at(-1);
    expect(rotated?.detail).toMatchObject({
      before: { credential: "token", version },
      after: { credential: "token", version: version + 1 },
    });
    expect(JSON.stringify(rotated)).not.toContain(token);
    const { session: after } = await openCluster(live.db, id);
    expect(after).not.toBe(before);
    expect(await after.whoAmI()).toMatchObject({ name: "system:serviceaccount:orders-batch:slipway-next" });
    // The old credential loses its rights: what goes on from here goes on with the new one.
    await until("the worker tracks anew", () => worker.log().split('"tracking"').length > 4);
    await asAdmin("DELETE", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/slipway");

    expect(await endOf(live.db, runId)).toMatchObject({ state: "succeeded" });
    await putAway(live.db, runId);
    expect(textOf(await following)).toContain("counted");
    expect(await live.tryLaunch("Count for 12 s", "dc-frankfurt").then((result) => result.ok)).toBe(true);
  });
});

describe("a cluster", () => {
  const connection = async () => {
    const { cloud_account_id, region, log_bucket_id, config } = await dc();
    const input = { type: "datacenter" as const, cloudAccountId: String(cloud_account_id), region: String(region) };
    const more = { config, credential: { kind: "token", token: await tokenOf("another", "slipway") } };
    return { test: { ...input, ...more }, logBucketId: String(log_bucket_id) };
  };

  test("that is registered already is refused under another name, in the test and in the registration", async () => {
    const { test: input, logBucketId } = await connection();
    const known = { code: "conflict", fields: { uid: "dc-frankfurt" } };
    expect(await testConnection.execute(await admin(), input)).toMatchObject({ ok: false, error: known });
    const again = { ...input, name: "dc-again", residency: "eu", logBucketId };
    expect(await registerCluster.execute(await admin(), again)).toMatchObject({ ok: false, error: known });
  });

  test("keeps its logs in no bucket that a service account is bound to", async () => {
    const { test: input } = await connection();
    const [bucket] = await live.sql`select id from cloud_resources where name = 'acme-orders-dc'`;
    const asked = { ...input, name: "dc-again", residency: "eu", logBucketId: String(bucket?.id) };
    expect(await registerCluster.execute(await admin(), asked)).toMatchObject({
      ok: false,
      error: { code: "invalid", fields: { logBucketId: "A service account is bound to it" } },
    });
  });

  test("at an address that is refused is not connected to, and the attempt is audited without its credential", async () => {
    const { test: input } = await connection();
    const database = new URL(live.stack.databaseUrl);
    for (const server of [
      "https://169.254.169.254",
      "https://[::ffff:169.254.169.254]",
      `https://127.0.0.1:${database.port}`,
    ]) {
      const config = { ...(input.config as object), server };
      expect(await testConnection.execute(await admin(), { ...input, config })).toMatchObject({
        ok: false,
        error: { code: "refused", message: expect.stringContaining("SLIPWAY_ALLOWED_ADDRESSES") },
      });
    }
    const audit = await auditOf("cluster.test");
    expect(audit.at(-1)).toMatchObject({
      outcome: "refused",
      detail: { server: `https://127.0.0.1:${database.port}` },
    });
    expect(JSON.stringify(audit)).not.toContain(String((input.credential as { token: string }).token));
  });

  test("that is retired is let go by the worker, and a launch there is refused", async () => {
    const { id } = await dc();
    const choice = await live.choice("Count for 12 s", "dc-frankfurt");
    for (const { id: runId } of await live.sql`select id from runs where cluster_id = ${id}`)
      await endOf(live.db, String(runId));
    const locks = async () => {
      const [row] = await live.sql`select count(*)::int as held from pg_locks
        where locktype = 'advisory' and objid = (hashtext(${String(id)})::bigint & 4294967295)::oid and granted`;
      return Number(row?.held);
    };
    expect(await locks()).toBe(1);
    await must(retireCluster, await admin(), { clusterId: String(id), name: "dc-frankfurt" });
    await until("the worker lets it go", async () => (await locks()) === 0);
    const { launchRun } = await import("#lib/runs/launch-run.ts");
    const engineer = await contextOf(live.db, "engineer@orders");
    expect((await launchRun.execute(engineer, choice)).ok).toBe(false);
  });
});
