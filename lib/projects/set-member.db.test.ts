import { describe, expect } from "vitest";
import { projectMembers } from "#db/schema/people.ts";
import type { ProjectRole } from "#lib/access/policy.ts";
import { test, type World } from "#lib/testing/world.ts";
import { setMember } from "./set-member.ts";

const failed = (code: string, message: RegExp) => ({
  ok: false,
  error: { code, message: expect.stringMatching(message) },
});
const set = async (world: World, byUserId: string, userId: string, role: ProjectRole, expiresAt: Date | null = null) =>
  setMember.execute(await world.contextOf(byUserId), { project: "orders", userId, role, expiresAt });
const rolesOf = async (world: World, userId: string) =>
  (await world.db.select().from(projectMembers)).filter((row) => row.userId === userId);

describe("giving a role in a project", () => {
  test("takes the place of all roles there were, and says in the trail what they were", async ({ world }) => {
    const { owner, viewer } = world.people;
    await world.member(world.orders, viewer, "operator", new Date(Date.now() + 3_600_000));
    expect(await set(world, owner, viewer, "editor")).toMatchObject({ ok: true });
    expect(await rolesOf(world, viewer)).toMatchObject([{ role: "editor", expiresAt: null, grantedBy: owner }]);
    expect(await world.auditOf("member.set")).toMatchObject([
      {
        outcome: "done",
        detail: { login: "viewer@orders", role: "editor", before: [{ role: "operator" }, { role: "viewer" }] },
      },
    ]);
  });

  test("is never one's own to change, with whichever account", async ({ world }) => {
    const { owner, admin, nobody } = world.people;
    await world.database
      .sql`update users set person_id = (select person_id from users where id = ${admin}) where id = ${nobody}`;
    expect(await set(world, owner, owner, "viewer")).toMatchObject(failed("refused", /Somebody else/));
    expect(await set(world, admin, nobody, "owner")).toMatchObject(failed("refused", /Somebody else/));
    expect(await rolesOf(world, nobody)).toEqual([]);
  });

  test("leaves the project an owner, but for an admin", async ({ world }) => {
    const { owner, admin } = world.people;
    const second = await world.user("second@orders");
    await world.member(world.orders, second, "owner");
    const both = await Promise.all([set(world, owner, second, "viewer"), set(world, second, owner, "viewer")]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(both.find(({ ok }) => !ok)).toMatchObject(failed("refused", /last owner/));
    expect(await set(world, admin, owner, "viewer")).toMatchObject({ ok: true });
    expect(await set(world, admin, second, "viewer")).toMatchObject({ ok: true });
  });

  test("names somebody who is there", async ({ world }) => {
    expect(await set(world, world.people.owner, world.clusterId, "viewer")).toMatchObject(failed("not-found", /user/));
  });
});
