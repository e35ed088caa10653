import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import type { StoredRow } from "./audit-row.ts";
import { type Broken, beforeFirst, checkLink, explainBreak, hashOf } from "./check-link.ts";

const contents = fc.record({
  actorName: fc.constantFrom("admin", "engineer@orders", "anonymous"),
  action: fc.constantFrom("run.launch", "member.set", "cluster.update"),
  outcome: fc.constantFrom("done" as const, "refused" as const),
  address: fc.option(fc.ipV4()),
  detail: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 3 }),
  at: fc.date({ min: new Date("2026-01-01"), max: new Date("2027-01-01"), noInvalidDate: true }),
});
type Content = typeof contents extends fc.Arbitrary<infer T> ? T : never;

const rehash = (row: StoredRow): StoredRow => ({ ...row, hash: hashOf(row) });

function chainOf(made: Content[]): StoredRow[] {
  const rows: StoredRow[] = [];
  for (const [at, content] of made.entries())
    rows.push(
      rehash({
        ...content,
        // As the database gives it back.
        detail: JSON.parse(JSON.stringify(content.detail)) as Record<string, unknown>,
        sequence: at + 1,
        actorKind: "user",
        actorId: null,
        code: null,
        projectId: null,
        requestId: `r${at}`,
        previousHash: rows.at(-1)?.hash ?? beforeFirst.hash,
        hash: "",
        stray: 0,
      }),
    );
  return rows;
}

/** What the walk over the database does, over an array. */
function verify(rows: StoredRow[]): Broken | null {
  let last = beforeFirst;
  for (const [at, row] of rows.entries()) {
    if (!checkLink(last, row)) {
      const placeOf = (hash: string) => rows.find((other) => other !== row && other.hash === hash)?.sequence;
      return explainBreak(last, row, rows[at + 1], { before: placeOf(row.previousHash), same: placeOf(row.hash) });
    }
    last = row;
  }
  return null;
}

const chains = fc.array(contents, { minLength: 4, maxLength: 12 }).map(chainOf);
const numbered = (rows: StoredRow[]) => rows.map((row, at) => ({ ...row, sequence: at + 1 }));
/** A chain, and a place in it that is neither its first nor its last row. */
const chainAndPlace = chains.chain((rows) => fc.tuple(fc.constant(rows), fc.integer({ min: 1, max: rows.length - 2 })));

describe("a trail", () => {
  test.prop([chains])("that nobody touched is whole", (rows) => {
    expect(verify(rows)).toBeNull();
  });

  const edits: Record<string, (row: StoredRow) => StoredRow> = {
    "its actor": (row) => ({ ...row, actorName: `${row.actorName}x` }),
    "its action": (row) => ({ ...row, action: "something.else" }),
    "its outcome": (row) => ({ ...row, outcome: row.outcome === "done" ? "refused" : "done" }),
    "its code": (row) => ({ ...row, code: "denied" }),
    "its actor's kind": (row) => ({ ...row, actorKind: "system" }),
    "its actor's id": (row) => ({ ...row, actorId: "01890000-0000-7000-8000-000000000000" }),
    "its project": (row) => ({ ...row, projectId: "01890000-0000-7000-8000-000000000000" }),
    "its detail": (row) => ({ ...row, detail: { ...row.detail, more: true } }),
    "its request id": (row) => ({ ...row, requestId: "another" }),
    "its address": (row) => ({ ...row, address: row.address === null ? "10.0.0.1" : null }),
    "its moment by a millisecond": (row) => ({ ...row, at: new Date(row.at.getTime() + 1) }),
    "its moment by a microsecond": (row) => ({ ...row, stray: 1 }),
    "its hash": (row) => ({ ...row, hash: "f".repeat(64) }),
    "its previous hash": (row) => ({ ...row, previousHash: "f".repeat(64) }),
  };
  test.each(Object.keys(edits))("in which a row was edited in %s names that row", (what) => {
    const edit = edits[what];
    fc.assert(
      fc.property(chains, fc.nat(), (rows, place) => {
        const at = place % rows.length;
        const broken = verify(rows.map((row, index) => (index === at && edit ? edit(row) : row)));
        expect(broken?.sequence).toBe(at + 1);
        // Of the last row nothing says whether it was changed or put there.
        expect(at + 1 < rows.length ? ["edited"] : ["edited", "inserted"]).toContain(broken?.what);
      }),
      { numRuns: 15 },
    );
  });

  test.prop([chainAndPlace])("in which a row was edited and its hash made anew names that row", ([rows, at]) => {
    const edited = rows.map((row, index) => (index === at ? rehash({ ...row, actorName: "nobody at all" }) : row));
    const broken = verify(edited);
    expect(broken?.sequence).toBe(at + 1);
    expect(at + 2 < rows.length ? "edited" : "unlinked").toBe(broken?.what);
  });

  test.prop([chainAndPlace])("in which a row was deleted names the missing row", ([rows, at]) => {
    const broken = { sequence: at + 1, what: "missing" };
    const rest = rows.filter((_, index) => index !== at);
    expect(verify(rest)).toEqual(broken);
    expect(verify(numbered(rest))).toEqual(broken);
  });

  test.prop([chains])("that lost its first rows names the first", (rows) => {
    expect(verify(rows.slice(2))).toEqual({ sequence: 1, what: "missing" });
    expect(verify(numbered(rows.slice(2)))).toEqual({ sequence: 1, what: "missing" });
  });

  test.prop([chains, fc.nat(), fc.nat()])("in which two rows changed places names the first of them", (rows, a, b) => {
    const [first, second] = [a % rows.length, b % rows.length].sort((x, y) => x - y) as [number, number];
    fc.pre(first !== second);
    const moved = [...rows];
    [moved[first], moved[second]] = [rows[second] as StoredRow, rows[first] as StoredRow];
    expect(verify(numbered(moved))).toEqual({ sequence: first + 1, what: "reordered" });
  });

  test.prop([chainAndPlace, contents, fc.boolean()])(
    "in which a row was inserted names it, whether or not it pretends to belong there",
    ([rows, at], content, pretends) => {
      const model = rows[at] as StoredRow;
      const own = { ...model, ...content, detail: {}, requestId: "put in", sequence: at + 1 };
      const forged = pretends ? rehash(own) : { ...own, hash: "e".repeat(64) };
      expect(verify(numbered([...rows.slice(0, at), forged, ...rows.slice(at)]))).toEqual({
        sequence: at + 1,
        what: "inserted",
      });
    },
  );

  test.prop([chains, fc.nat()])("at whose end an older row was copied names the copy", (rows, place) => {
    const copy = rows[place % rows.length] as StoredRow;
    expect(verify(numbered([...rows, copy]))).toEqual({ sequence: rows.length + 1, what: "inserted" });
  });

  test.prop([chains, fc.nat()])(
    "that was cut off or written anew is whole in itself: only an anchor tells",
    (rows, place) => {
      const at = 1 + (place % (rows.length - 1));
      expect(verify(rows.slice(0, at))).toBeNull();
      const anew = rows.slice(0, at);
      for (const row of rows.slice(at))
        anew.push(rehash({ ...row, actorName: "another", previousHash: anew.at(-1)?.hash ?? "" }));
      expect(verify(anew)).toBeNull();
      expect(anew.at(-1)?.hash).not.toBe(rows.at(-1)?.hash);
    },
  );
});
