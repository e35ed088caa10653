import { readFileSync } from "node:fs";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Database } from "#db/client.ts";
import { users } from "#db/schema/people.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/test-database.ts";
import { aimAt } from "#lib/testing/aim.ts";
import { type Door, everyDoor, loadEveryDoor } from "#lib/testing/doors.ts";
import { createWorld, type World } from "#lib/testing/world.ts";
import type { RequestContext } from "./context.ts";
import { closeSender } from "./queue.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

/** Who tries, in the order of the table's columns. */
const actors = [
  "anonymous",
  "nobody",
  "viewer",
  "operator",
  "editor",
  "owner",
  "stranger",
  "auditor",
  "admin",
  "disabled",
  "expired",
] as const;
type Actor = (typeof actors)[number];

const table = readFileSync(new URL("matrix.txt", import.meta.url), "utf8");
const expected = new Map(
  table
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => [line.split(/\s+/)[0] ?? "", line] as const),
);

let database: TestDatabase;
let world: World;
let inputOf: (door: Door) => Record<string, unknown>;
let contexts: Record<Actor, RequestContext>;

beforeAll(async () => {
  await loadEveryDoor();
  database = await createTestDatabase();
  world = await createWorld(database);
  const disabled = await world.user("disabled@orders", "admin");
  await world.member(world.orders, disabled, "owner");
  await database.db.update(users).set({ disabledAt: new Date() }).where(eq(users.id, disabled));
  const expired = await world.user("expired@orders");
  await world.member(world.orders, expired, "owner", new Date(Date.now() - 1000));
  inputOf = await aimAt(world);
  const ids: Record<Exclude<Actor, "anonymous">, string> = { ...world.people, disabled, expired };
  const all = await Promise.all(
    actors.map(async (actor) => [actor, actor === "anonymous" ? world.anonymous : await world.contextOf(ids[actor])]),
  );
  contexts = Object.fromEntries(all);
});
afterAll(async () => {
  await closeSender();
  await database?.drop();
});

class Undone extends Error {}

/** Tries a door as somebody, in a transaction that leaves nothing behind for the next one. */
async function tryDoor(door: Door, actor: Actor): Promise<string> {
  let mark = "";
  await database.db
    .transaction(async (tx) => {
      const result = await door.execute({ ...contexts[actor], db: tx as unknown as Database }, inputOf(door));
      const code = result.ok ? "ok" : result.error.code;
      mark = code === "unauthenticated" ? "·" : code === "not-found" ? "?" : code === "denied" ? "✗" : "✓";
      throw new Undone();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
  return mark;
}

const lineOf = (name: string, marks: string[]) =>
  `${name.padEnd(28)}${marks.map((mark) => mark.padEnd(10)).join("")}`.trimEnd();

test("the table has a line for every command and query, and no other", () => {
  const names = everyDoor().map(({ name }) => name);
  expect([...expected.keys()].filter((name) => !names.includes(name))).toEqual([]);
  const unparsed = everyDoor().filter((door) => !door.input.safeParse(inputOf(door)).success);
  expect(unparsed.map((door) => `${door.name}: ${JSON.stringify(inputOf(door))}`)).toEqual([]);
});

test("every door lets in whom the table says, and nobody else", async () => {
  const wrong: string[] = [];
  for (const door of everyDoor()) {
    const marks: string[] = [];
    for (const actor of actors) marks.push(await tryDoor(door, actor));
    const line = lineOf(door.name, marks);
    // A door that is new is told as the line to review and to add to matrix.txt.
    if (expected.get(door.name)?.split(/\s+/).join() !== line.split(/\s+/).join()) wrong.push(line);
  }
  expect(wrong.join("\n")).toBe("");
});
