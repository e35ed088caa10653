import { describe, expect } from "vitest";
import { canonicalJson, sha256Hex } from "#lib/platform/crypto.ts";
import { createProject } from "#lib/projects/create-project.ts";
import { test, type World } from "#lib/testing/world.ts";
import { exportAudit, exportText } from "./export-audit.ts";
import { checkAuditAnchors, getAudit, listAudit, listAuditActions, verifyAuditTrail } from "./queries.ts";
import type { ExportAuditInput } from "./schema.ts";

/** Writes rows of the shape that Slipway writes, without their chain: as many as a busy year makes. */
const fill = ({ database: { sql }, orders }: World, last: number, first = 1) => sql`
  insert into audit_events
  select n, '2026-01-01'::timestamptz + n * interval '1 minute', 'user', null, 'engineer-' || n % 500 || '@orders',
    (array['run.launch', 'run.stop', 'member.set', 'job.save'])[1 + n % 4], case when n % 50 = 0 then 'refused' else 'done' end,
    case when n % 50 = 0 then 'denied' end, case when n % 3 = 0 then ${orders}::uuid end,
    jsonb_build_object('name', 'thing ' || n, 'before', jsonb_build_object('role', 'viewer')), gen_random_uuid(),
    '10.0.0.' || n % 200, repeat('0', 64), repeat('0', 64)
  from generate_series(${first}::int, ${last}::int) n`;

const must = <T>(result: { ok: true; data: T } | { ok: false; error: object }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.data;
};

describe("reading the audit trail", () => {
  test("is for an auditor and an admin, and nobody else", async ({ world }) => {
    for (const [who, code] of [
      ["owner", "denied"],
      ["nobody", "denied"],
    ] as const) {
      const ctx = await world.contextOf(world.people[who]);
      for (const answer of [
        await listAudit.execute(ctx, {}),
        await verifyAuditTrail.execute(ctx, {}),
        await checkAuditAnchors.execute(ctx, {}),
        await exportAudit.execute(ctx, { format: "csv" }),
      ])
        expect(answer).toMatchObject({ ok: false, error: { code } });
    }
    const auditor = await world.contextOf(world.people.auditor);
    expect(must(await checkAuditAnchors.execute(auditor, {})).buckets).toEqual([]);
    for (const who of ["auditor", "admin"] as const)
      expect(await listAudit.execute(await world.contextOf(world.people[who]), {})).toMatchObject({ ok: true });
  });

  test("filters by who, what, how it ended, project and days, and finds a request by its id", async ({ world }) => {
    await fill(world, 6000);
    const auditor = await world.contextOf(world.people.auditor);
    const list = async (input: object) => must(await listAudit.execute(auditor, input));

    const all = await list({});
    expect([all.total, all.rows.length, all.rows[0]?.sequence]).toEqual([6000, 50, 6000]);
    expect(all.rows[0]).toMatchObject({ actorName: "engineer-0@orders", subject: "thing 6000", outcome: "refused" });
    expect((await list({ page: 2 })).rows[0]?.sequence).toBe(5950);
    expect((await list({ sort: "at" })).rows[0]?.sequence).toBe(1);
    expect((await list({ actor: "engineer-7@orders" })).total).toBe(12);
    expect((await list({ search: "ENGINEER-49" })).total).toBe(132);
    expect((await list({ search: "10.0.0.9" })).total).toBe(30);
    expect((await list({ search: all.rows[3]?.requestId })).rows.map(({ sequence }) => sequence)).toEqual([5997]);
    expect((await list({ search: "%" })).total).toBe(0);
    expect((await list({ action: "run.stop", outcome: "done" })).total).toBe(1500);
    expect((await list({ outcome: "refused" })).total).toBe(120);
    expect((await list({ project: "orders" })).total).toBe(2000);
    expect((await list({ project: "no-such-project" })).total).toBe(0);
    // 1 January 2026 in Berlin began an hour before it did in UTC.
    expect((await list({ toDay: "2026-01-01" })).total).toBe(1439);
    expect((await list({ toDay: "2026-01-01", zone: "Europe/Berlin" })).total).toBe(1379);
    expect((await list({ fromDay: "2026-01-02", toDay: "2026-01-02" })).total).toBe(1440);
    expect(must(await listAuditActions.execute(auditor, {}))).toEqual([
      "job.save",
      "member.set",
      "run.launch",
      "run.stop",
    ]);
    expect(must(await getAudit.execute(auditor, { sequence: 9 }))).toMatchObject({
      project: "orders",
      detail: { before: { role: "viewer" } },
      hash: expect.stringMatching(/^0{64}$/),
    });
    expect(await getAudit.execute(auditor, { sequence: 6001 })).toMatchObject({
      ok: false,
      error: { code: "not-found" },
    });
    expect(await listAudit.execute(auditor, { zone: "Nowhere" })).toMatchObject({
      ok: false,
      error: { code: "invalid" },
    });
  });

  test("is exported as it was filtered, whole, and the export is a row of the trail", async ({ world }) => {
    const admin = await world.contextOf(world.people.admin);
    for (const slug of ["a", "b", "c"])
      await createProject.execute(admin, { slug: `project-${slug}`, name: `=1+${slug}` });
    await createProject.execute(admin, { slug: "project-a", name: "again" });
    const auditor = await world.contextOf(world.people.auditor);
    const read = async (input: Partial<ExportAuditInput> & { format: "csv" | "ndjson" }) => {
      const { until } = must(await exportAudit.execute(auditor, input));
      let text = "";
      for await (const part of exportText(world.db, exportAudit.input.parse(input) as ExportAuditInput, until))
        text += part;
      return text;
    };
    const lines = (await read({ format: "ndjson", outcome: "done" })).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toMatchObject(
      ["a", "b", "c"].map((letter, at) => ({ sequence: at + 1, detail: { name: `=1+${letter}` } })),
    );
    // Whoever has the lines verifies them without Slipway.
    for (const line of lines) {
      const { hash, ...row } = JSON.parse(line) as { hash: string };
      expect(sha256Hex(canonicalJson(row))).toBe(hash);
    }
    const csv = await read({ format: "csv", action: "project.create" });
    expect(csv.split("\r\n")).toHaveLength(6);
    expect(csv).toMatch(/^\u{feff}"sequence","at","actorKind"/u);
    expect(await world.auditOf("audit.export")).toMatchObject([
      { actorName: "auditor", detail: { format: "ndjson", outcome: "done", rows: 3 } },
      { detail: { format: "csv", action: "project.create", rows: 4 } },
    ]);
  });
});
