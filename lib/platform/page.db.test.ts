import { beforeAll, expect } from "vitest";
import { aimAt } from "#lib/testing/aim.ts";
import { fieldsOf, loadEveryDoor } from "#lib/testing/doors.ts";
import { test } from "#lib/testing/world.ts";
import type { ListPage } from "./page.ts";
import { queries } from "./query.ts";

beforeAll(loadEveryDoor);

test("every list that pages says the same total on every page, also on one past the last", async ({ world }) => {
  const inputOf = await aimAt(world);
  const admin = await world.contextOf(world.people.admin);
  const lists = [...queries.values()].filter(({ input }) => "page" in fieldsOf(input));
  expect(lists.length).toBeGreaterThan(8);
  for (const list of lists) {
    const fields = fieldsOf(list.input);
    const needed = Object.entries(inputOf(list)).filter(([field]) => !fields[field]?.safeParse(undefined).success);
    const pageOf = async (page: number) => {
      const result = await list.execute(admin, { ...Object.fromEntries(needed), page });
      if (!result.ok) throw new Error(`${list.name}: ${result.error.message}`);
      return result.data as ListPage<unknown>;
    };
    const first = await pageOf(1);
    expect([list.name, first.rows.length, first.total]).toEqual([list.name, first.total, expect.any(Number)]);
    expect(first.total, list.name).toBeGreaterThan(0);
    expect([list.name, await pageOf(99_999)]).toEqual([
      list.name,
      expect.objectContaining({ rows: [], total: first.total }),
    ]);
  }
});
