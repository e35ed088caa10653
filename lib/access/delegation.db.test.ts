import { describe, expect } from "vitest";
import { delegations } from "#db/schema/requests.ts";
import { test, type World } from "#lib/testing/world.ts";
import { endDelegation } from "./end-delegation.ts";
import { listDelegations } from "./request-queries.ts";
import { startDelegation } from "./start-delegation.ts";

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000);
const failed = (code: string, message: RegExp) => ({
  ok: false,
  error: { code, message: expect.stringMatching(message) },
});
const start = async (world: World, userId: string, delegate: string, from: number, to: number) =>
  startDelegation.execute(await world.contextOf(userId), { delegate, startsAt: inHours(from), endsAt: inHours(to) });
const listOf = async (world: World, userId: string) => {
  const listed = await listDelegations.execute(await world.contextOf(userId), {});
  return listed.ok ? listed.data.map(({ id: _, startsAt: __, endsAt: ___, ...row }) => row) : [];
};

describe("standing in", () => {
  test("is begun by the one who is away and seen by both", async ({ world }) => {
    const { owner, nobody } = world.people;
    const begun = await start(world, owner, "NOBODY", -1, 24);
    expect(begun).toMatchObject({ ok: true });
    const row = { owner: "owner@orders", delegate: "nobody", state: "now" };
    expect(await listOf(world, owner)).toEqual([{ ...row, side: "away" }]);
    expect(await listOf(world, nobody)).toEqual([{ ...row, side: "stands-in" }]);
    expect(await listOf(world, world.people.viewer)).toEqual([]);
    expect((await world.contextOf(nobody)).grants?.standsInFor).toMatchObject([{ userId: owner }]);
    expect(await world.auditOf("delegation.start")).toMatchObject([
      { outcome: "done", actorName: "owner@orders", detail: { delegate: "nobody" } },
    ]);
  });

  test("takes somebody else, who is there, and a time that is not over", async ({ world }) => {
    const { owner, viewer, nobody } = world.people;
    expect(await start(world, owner, "owner@orders", 0, 1)).toMatchObject(failed("refused", /somebody else/));
    expect(await start(world, owner, "no-such-one", 0, 1)).toMatchObject(failed("not-found", /no-such-one/));
    expect(await start(world, owner, "nobody", -3, -2)).toMatchObject(failed("invalid", /has passed/));
    expect(await start(world, owner, "nobody", 2, 1)).toMatchObject(failed("invalid", /after the start/));
    expect(await start(world, owner, "nobody", 0, 24 * 181)).toMatchObject(failed("invalid", /180 days/));
    await world.database
      .sql`update users set person_id = (select person_id from users where id = ${owner}) where id = ${viewer}`;
    expect(await start(world, owner, "viewer@orders", 0, 1)).toMatchObject(failed("refused", /somebody else/));
    await world.database.sql`update users set disabled_at = now() where id = ${nobody}`;
    expect(await start(world, owner, "nobody", 0, 1)).toMatchObject(failed("not-found", /nobody/));
    expect(await world.db.select().from(delegations)).toEqual([]);
  });

  test("is ended at once by either of the two, by nobody else, and once", async ({ world }) => {
    const { owner, nobody, viewer } = world.people;
    const begun = await start(world, owner, "nobody", -1, 24);
    const delegationId = begun.ok ? begun.data.delegationId : "";
    const end = async (userId: string) => endDelegation.execute(await world.contextOf(userId), { delegationId });

    expect(await end(viewer)).toMatchObject(failed("not-found", /delegation/));
    expect(await end(nobody)).toMatchObject({ ok: true });
    expect((await world.contextOf(nobody)).grants?.standsInFor).toEqual([]);
    expect(await end(owner)).toMatchObject(failed("conflict", /over already/));
    expect(await listOf(world, owner)).toMatchObject([{ state: "over" }]);
  });

  test("that has not begun is taken back without a trace in the list", async ({ world }) => {
    const { owner, nobody } = world.people;
    const begun = await start(world, owner, "nobody", 24, 48);
    const delegationId = begun.ok ? begun.data.delegationId : "";
    expect(await listOf(world, owner)).toMatchObject([{ state: "coming" }]);
    expect((await world.contextOf(nobody)).grants?.standsInFor).toEqual([]);
    expect(await endDelegation.execute(await world.contextOf(owner), { delegationId })).toMatchObject({ ok: true });
    expect(await listOf(world, owner)).toEqual([]);
    expect(await world.auditOf("delegation.end")).toMatchObject([{ outcome: "done", detail: { delegate: "nobody" } }]);
  });
});
