import { expect } from "vitest";
import { insertPlacement, insertRun } from "#lib/runs/testing/insert-run.ts";
import { test } from "#lib/testing/world.ts";
import { findAnything } from "./queries.ts";

test("finds jobs and runs of one's own projects alone", async ({ world }) => {
  await world.job(world.orders, "Report of orders", world.people.editor);
  await world.job(world.payments, "Report of payments", world.people.stranger);
  const theirs = await insertPlacement(world.db);
  const run = await insertRun(world.db, theirs);

  const ask = async (text: string, person: string) => {
    const result = await findAnything.execute(await world.contextOf(person), { text });
    return result.ok ? result.data.map(({ kind, label }) => `${kind} ${label}`) : [result.error.code];
  };
  expect(await ask("report", world.people.viewer)).toEqual(["job Report of orders"]);
  expect(await ask("report", world.people.nobody)).toEqual([]);
  expect(await ask(run.id, world.people.viewer)).toEqual([]);
  expect(await ask(run.id, world.people.admin)).toHaveLength(1);
  expect(await ask("100%", world.people.viewer)).toEqual([]);
});
