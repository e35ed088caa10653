import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { expect, inject, onTestFinished, test } from "vitest";
import { migrateDatabase } from "./migrate.ts";

/** A database as it was before a migration, with what is put into it then; gives it as it is with all of them. */
async function migratedFrom(before: string, fill: (sql: postgres.Sql) => Promise<unknown>): Promise<postgres.Sql> {
  const name = `migrated_${process.pid}`;
  const server = postgres(inject("postgres").replace("%s", "postgres"), { max: 1, onnotice: () => {} });
  await server.unsafe(`create database ${name}`);
  const url = inject("postgres").replace("%s", name);
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const folder = mkdtempSync(join(tmpdir(), "slipway-migrations-"));
  onTestFinished(async () => {
    rmSync(folder, { recursive: true });
    await sql.end();
    await server.unsafe(`drop database ${name} with (force)`);
    await server.end();
  });
  cpSync(new URL("./migrations", import.meta.url), folder, { recursive: true });
  const journalFile = join(folder, "meta/_journal.json");
  const journal = JSON.parse(readFileSync(journalFile, "utf8")) as { entries: { tag: string }[] };
  const entries = journal.entries.slice(
    0,
    journal.entries.findIndex(({ tag }) => tag === before),
  );
  writeFileSync(journalFile, JSON.stringify({ ...journal, entries }));
  await migrate(drizzle(sql), { migrationsFolder: folder });
  await fill(sql);
  await migrateDatabase(url);
  return sql;
}

test("a service account that was registered with a role before there were two ways comes to it by its annotation", async () => {
  const sql = await migratedFrom(
    "0013_service-account-role-by",
    (old) => old`
      with account as (insert into cloud_accounts (name, kind, config) values ('acme', 'aws', '{}') returning id),
        cluster as (insert into clusters (name, type, region, residency, cloud_account_id, config, uid)
          select 'eks', 'eks', 'eu-central-1', 'eu', id, '{}', 'u' from account returning id),
        project as (insert into projects (slug, name) values ('orders', 'Orders'), ('payments', 'Payments') returning id, slug),
        namespace as (insert into namespaces (cluster_id, name) select id, 'batch' from cluster returning id, cluster_id)
      insert into service_accounts (cluster_id, namespace_id, project_id, name, role_arn, access_key_secret, observed, observed_at)
      select cluster_id, namespace.id, project.id, slug, case slug when 'orders' then 'arn:aws:iam::111122223333:role/orders' end,
        case slug when 'payments' then 'key' end, 'same', now() from namespace, project`,
  );
  const rows = await sql`select name, role_by, observed from service_accounts order by name`;
  expect([...rows]).toEqual([
    { name: "orders", role_by: "annotation", observed: "same" },
    { name: "payments", role_by: null, observed: "same" },
  ]);
  await sql`update service_accounts set role_by = 'pod-identity', observed = 'association-absent' where name = 'orders'`;
  await expect(sql`update service_accounts set role_by = 'pod-identity' where name = 'payments'`).rejects.toThrow(
    "service_accounts_role_by",
  );
  await expect(sql`update service_accounts set role_by = null where name = 'orders'`).rejects.toThrow(
    "service_accounts_role_by",
  );
});
