import { asc } from "drizzle-orm";
import { describe, expect } from "vitest";
import { auditEvents } from "#db/schema/audit.ts";
import { createProject } from "#lib/projects/create-project.ts";
import { test } from "#lib/testing/world.ts";
import { auditHash, chainStart } from "./record-audit.ts";

describe("the audit trail", () => {
  test("is one chain without a gap, also when commands run at the same time", async ({ world }) => {
    const admin = await world.contextOf(world.people.admin);
    const slugs = Array.from({ length: 12 }, (_, index) => `project-${index % 8}`);
    await Promise.all(slugs.map((slug) => createProject.execute(admin, { slug, name: slug })));

    const rows = await world.db.select().from(auditEvents).orderBy(asc(auditEvents.sequence));
    expect(rows.map((row) => row.sequence)).toEqual(slugs.map((_, index) => index + 1));
    expect(rows.filter((row) => row.outcome === "refused")).toHaveLength(4);
    let before = chainStart;
    for (const { hash, ...row } of rows) {
      expect([row.previousHash, hash]).toEqual([before, auditHash(row)]);
      before = hash;
    }
  });

  test("can't be changed or shortened by the database user that writes it", async ({ world }) => {
    const admin = await world.contextOf(world.people.admin);
    await createProject.execute(admin, { slug: "stock", name: "Stock" });
    const { sql } = world.database;
    await expect(sql`update audit_events set actor_name = 'somebody else'`).rejects.toThrow(/append only/);
    await expect(sql`delete from audit_events`).rejects.toThrow(/append only/);
    await expect(sql`truncate audit_events`).rejects.toThrow(/append only/);
  });

  test("rolls back with its command: what did not happen is not told as done", async ({ world }) => {
    const admin = await world.contextOf(world.people.admin);
    await createProject.execute(admin, { slug: "stock", name: "Stock" });
    const again = await createProject.execute(admin, { slug: "stock", name: "Stock" });

    expect(again).toMatchObject({ ok: false, error: { code: "conflict" } });
    expect(await world.auditOf("project.create")).toMatchObject([
      { outcome: "done" },
      { outcome: "refused", code: "conflict" },
    ]);
  });
});
