import { eq, sql } from "drizzle-orm";
import { describe, expect } from "vitest";
import { serviceAccounts } from "#db/schema/clusters.ts";
import { test, type World } from "#lib/testing/world.ts";
import { listServiceAccounts } from "./service-account-list.ts";
import { updateServiceAccount } from "./update-service-account.ts";

const auditor = (world: World) => world.contextOf(world.people.auditor);
const list = async (world: World, input: Parameters<typeof listServiceAccounts.execute>[1]) => {
  const listed = await listServiceAccounts.execute(await auditor(world), input);
  if (!listed.ok) throw new Error(listed.error.message);
  return listed.data;
};

/** One service account in each of so many namespaces, every third of them drifted. */
const fill = (world: World, count: number) =>
  world.db.execute(sql`
    with made as (
      insert into namespaces (cluster_id, name)
      select ${world.clusterId}, 'team-' || lpad(n::text, 5, '0') from generate_series(1, ${count}::int) n returning id, name
    )
    insert into service_accounts (cluster_id, namespace_id, project_id, name, role_arn, role_by, observed, observed_at)
    select ${world.clusterId}, id, case when right(name, 1) = '0' then ${world.payments}::uuid else ${world.orders}::uuid end, name || '-runner',
      'arn:aws:iam::111122223333:role/' || name, 'annotation', case when right(name, 1) in ('3', '6', '9') then 'differs' else 'same' end, now()
    from made`);

describe("the list of service accounts", () => {
  test("pages, sorts, searches and narrows 5,000 of them", async ({ world }) => {
    await fill(world, 5000);
    await world.db.execute(sql`analyze service_accounts`);
    const all = await list(world, { sort: "-name", page: 2 });
    expect(all.total).toBe(5000);
    expect(all.rows.map(({ name }) => name).slice(0, 2)).toEqual(["team-04950-runner", "team-04949-runner"]);
    const found = await list(world, { search: "team-0123" });
    expect(found.total).toBe(10);
    const drifted = await list(world, { drift: true, projectId: world.orders });
    expect([drifted.total, drifted.rows.length]).toEqual([1500, 50]);
    const byProject = await list(world, { sort: "project", page: 100 });
    expect(byProject.rows.at(-1)).toMatchObject({ project: { slug: "payments" }, observed: "same", bindings: 0 });
  });

  test("says what each is, and to how many resources it is bound", async ({ world }) => {
    const account = await world.serviceAccount(await world.namespace("orders-batch"), world.orders, "orders-runner");
    await world.bind(account, await world.resource("bucket", "acme-orders", world.orders), "read");
    expect(await list(world, { search: "ROLE/orders" })).toMatchObject({
      total: 1,
      rows: [
        {
          id: account,
          name: "orders-runner",
          namespace: "orders-batch",
          cluster: { name: "eks-frankfurt", residency: "eu" },
          project: { slug: "orders" },
          observed: null,
          bindings: 1,
        },
      ],
    });
    expect(await list(world, { drift: true })).toMatchObject({ total: 0, rows: [] });
  });
});

describe("changing what a service account acts as", () => {
  const roleArn = "arn:aws:iam::111122223333:role/another";

  test("holds against the version that was seen, and forgets what was observed", async ({ world }) => {
    const id = await world.serviceAccount(await world.namespace("orders-batch"), world.orders, "orders-runner");
    await world.db.update(serviceAccounts).set({ observed: "same" });
    const admin = await world.contextOf(world.people.admin);
    const update = (version: number) => updateServiceAccount.execute(admin, { serviceAccountId: id, version, roleArn });
    expect(await update(1)).toMatchObject({ ok: true, data: { version: 2 } });
    expect(await update(1)).toMatchObject({ ok: false, error: { code: "conflict" } });
    const [row] = await world.db.select().from(serviceAccounts).where(eq(serviceAccounts.id, id));
    expect(row).toMatchObject({ roleArn, observed: null, version: 2 });
    expect((await world.auditOf("service-account.update"))[0]?.detail).toMatchObject({
      before: { roleArn: "arn:aws:iam::111122223333:role/orders-runner" },
      after: { roleArn },
    });
  });

  test.for([
    ["a Secret on EKS", { accessKeySecret: "key" }],
    ["both", { roleArn, accessKeySecret: "key" }],
    ["neither", {}],
    ["what is no role", { roleArn: "arn:aws:s3:::bucket" }],
  ] as const)("is refused for %s", async ([_what, identity], { world }) => {
    const id = await world.serviceAccount(await world.namespace("orders-batch"), world.orders, "orders-runner");
    const admin = await world.contextOf(world.people.admin);
    const input = { serviceAccountId: id, version: 1, ...identity };
    expect(await updateServiceAccount.execute(admin, input)).toMatchObject({ ok: false, error: { code: "invalid" } });
  });
});
