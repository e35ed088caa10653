import { asc } from "drizzle-orm";
import { describe, expect } from "vitest";
import { auditEvents } from "#db/schema/audit.ts";
import { test as base, type World } from "#lib/testing/world.ts";
import type { AuditRow } from "./audit-row.ts";
import { beforeFirst } from "./check-link.ts";
import { auditHash, recordAudit } from "./record-audit.ts";
import { missingLinks, verifyAudit, verifyStretch } from "./verify-audit.ts";

const length = 12;

/** A trail of a dozen rows, and what somebody can do to it who owns the table. */
const test = base.extend<{ trail: Awaited<ReturnType<typeof makeTrail>> }>({
  trail: async ({ world }, use) => use(await makeTrail(world)),
});

async function makeTrail({ db, database: { sql }, people, contextOf }: World) {
  const admin = await contextOf(people.admin);
  for (let number = 1; number <= length; number++)
    await db.transaction((tx) =>
      recordAudit(tx, admin, { action: "cluster.update", outcome: "done", projectId: null, detail: { number } }),
    );
  await sql`alter table audit_events disable trigger audit_events_append_only`;
  const read = () => db.select().from(auditEvents).orderBy(asc(auditEvents.sequence));
  /** Replaces the rows as they are by others. */
  const replace = async (rows: AuditRow[]) => {
    await sql`delete from audit_events`;
    await db.insert(auditEvents).values(rows);
  };
  return { sql, read, replace, verify: () => verifyAudit(db), links: await read() };
}

const rehash = ({ hash: _, ...row }: AuditRow): AuditRow => ({ ...row, hash: auditHash(row) });
const chained = (rows: AuditRow[]) => {
  const made: AuditRow[] = [];
  for (const row of rows)
    made.push(rehash({ ...row, sequence: made.length + 1, previousHash: made.at(-1)?.hash ?? beforeFirst.hash }));
  return made;
};

describe("verifying the audit trail", () => {
  test("finds it whole, and an empty one too", async ({ world, trail }) => {
    expect(await trail.verify()).toEqual({
      rows: length,
      head: { sequence: length, hash: trail.links.at(-1)?.hash },
      broken: null,
    });
    await trail.sql`delete from audit_events`;
    expect(await verifyAudit(world.db)).toEqual({ rows: 0, head: null, broken: null });
  });

  test("goes on from where it was, in stretches of any length", async ({ world, trail }) => {
    let from = beforeFirst;
    let rows = 0;
    for (;;) {
      const stretch = await verifyStretch(world.db, from, 5);
      rows += stretch.rows;
      from = stretch.last;
      if (stretch.ended) break;
    }
    expect([rows, from.sequence]).toEqual([length, length]);
    await trail.sql`update audit_events set actor_name = 'x' where sequence = 8`;
    expect((await verifyStretch(world.db, { sequence: 5, hash: trail.links[4]?.hash ?? "" }, 5)).broken).toEqual({
      sequence: 8,
      what: "edited",
    });
  });

  test.for([
    ["actor_name", "actor_name = 'somebody else'"],
    ["detail", `detail = '{"number": 70}'`],
    ["address", "address = null"],
    ["outcome", "outcome = 'refused'"],
    ["at, by a microsecond", "at = at + interval '1 microsecond'"],
    ["previous_hash", "previous_hash = hash"],
  ] as const)("names the row whose %s was edited", async ([, change], { trail }) => {
    await trail.sql.unsafe(`update audit_events set ${change} where sequence = 7`);
    expect(await trail.verify()).toMatchObject({ rows: 6, broken: { sequence: 7, what: "edited" } });
  });

  test("names the row that was edited though its hash was made anew", async ({ trail }) => {
    const [row] = trail.links.slice(6);
    if (!row) throw new Error("The trail is too short");
    const edited = rehash({ ...row, actorName: "somebody else" });
    await trail.sql`update audit_events set actor_name = 'somebody else', hash = ${edited.hash} where sequence = 7`;
    expect((await trail.verify()).broken).toEqual({ sequence: 7, what: "edited" });
  });

  test("names the row that is missing, also where the rest was numbered anew", async ({ trail }) => {
    await trail.sql`delete from audit_events where sequence between 4 and 5`;
    expect((await trail.verify()).broken).toEqual({ sequence: 4, what: "missing" });
    for (let sequence = 6; sequence <= length; sequence++)
      await trail.sql`update audit_events set sequence = sequence - 2 where sequence = ${sequence}`;
    expect((await trail.verify()).broken).toEqual({ sequence: 4, what: "missing" });
  });

  test("names the first of two rows that changed places", async ({ trail }) => {
    for (const [from, to] of [
      [3, 1000],
      [9, 3],
      [1000, 9],
    ] as const)
      await trail.sql`update audit_events set sequence = ${to} where sequence = ${from}`;
    expect((await trail.verify()).broken).toEqual({ sequence: 3, what: "reordered" });
  });

  test("names a row that was put in between or at the end", async ({ trail }) => {
    for (let sequence = length; sequence >= 5; sequence--)
      await trail.sql`update audit_events set sequence = sequence + 1 where sequence = ${sequence}`;
    const [before, model] = trail.links.slice(3);
    if (!before || !model) throw new Error("The trail is too short");
    const forged = rehash({ ...model, sequence: 5, actorName: "forger", previousHash: before.hash });
    await trail.replace([...(await trail.read()), forged]);
    expect((await trail.verify()).broken).toEqual({ sequence: 5, what: "inserted" });

    await trail.replace(trail.links);
    await trail.sql`
      insert into audit_events select 13, at, actor_kind, actor_id, 'forger', action, outcome, code, project_id, detail, request_id,
        address, previous_hash, hash from audit_events where sequence = 12`;
    expect((await trail.verify()).broken).toEqual({ sequence: 13, what: "inserted" });
  });

  test("finds a trail whole that was cut off or written anew, and an anchor finds it is not", async ({
    world,
    trail,
  }) => {
    const anchors = trail.links.filter(({ sequence }) => sequence % 4 === 0);
    expect(await missingLinks(world.db, anchors)).toEqual([]);

    await trail.sql`delete from audit_events where sequence > 10`;
    expect(await trail.verify()).toMatchObject({ rows: 10, broken: null });
    expect((await missingLinks(world.db, anchors)).map(({ sequence }) => sequence)).toEqual([12]);

    await trail.replace(chained(trail.links.map((row, at) => (at < 5 ? row : { ...row, actorName: "nobody" }))));
    expect(await trail.verify()).toMatchObject({ rows: length, broken: null });
    expect((await missingLinks(world.db, anchors)).map(({ sequence }) => sequence)).toEqual([8, 12]);
  });
});
