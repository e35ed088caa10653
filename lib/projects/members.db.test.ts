import { and, eq } from "drizzle-orm";
import { describe, expect } from "vitest";
import { groupRoles, projectMembers, userGroups, users } from "#db/schema/people.ts";
import { test, type World } from "#lib/testing/world.ts";
import { listMembers } from "./list-members.ts";
import { leaveProject, removeMember } from "./remove-member.ts";
import { searchUsers } from "./search-users.ts";

const past = new Date(Date.now() - 60_000);
const soon = new Date(Date.now() + 3_600_000);

async function membersSeenBy(world: World, userId: string, input: { search?: string; sort?: string } = {}) {
  const result = await listMembers.execute(await world.contextOf(userId), { project: "orders", ...input });
  if (!result.ok) throw new Error(result.error.code);
  return result.data;
}

const isMember = async (world: World, userId: string) =>
  (
    await world.db
      .select({ role: projectMembers.role })
      .from(projectMembers)
      .where(and(eq(projectMembers.projectId, world.orders), eq(projectMembers.userId, userId)))
  ).length > 0;

describe("the members of a project", () => {
  test("are listed with role, end, giver and group; what ended says so", async ({ world }) => {
    const late = await world.user("late@orders");
    const grouped = await world.user("grouped@orders");
    await world.db.insert(projectMembers).values({
      projectId: world.orders,
      userId: late,
      role: "editor",
      expiresAt: past,
      grantedBy: world.people.owner,
    });
    await world.db.insert(userGroups).values({ userId: grouped, group: "data-engineers" });
    await world.db.insert(groupRoles).values({
      group: "data-engineers",
      projectId: world.orders,
      projectRole: "owner",
      grantedBy: world.people.admin,
    });

    const { rows, total, owners, mayChange } = await membersSeenBy(world, world.people.viewer);

    expect(total).toBe(6);
    expect(rows.map(({ login }) => login)).toEqual([
      "editor@orders",
      "grouped@orders",
      "late@orders",
      "operator@orders",
      "owner@orders",
      "viewer@orders",
    ]);
    expect(rows[1]).toMatchObject({
      role: "owner",
      group: "data-engineers",
      by: "admin",
      until: null,
      hasEnded: false,
    });
    expect(rows[2]).toMatchObject({ role: "editor", group: null, by: "owner@orders", until: past, hasEnded: true });
    expect(rows[2]?.since).toBeInstanceOf(Date);
    expect(new Set(owners)).toEqual(new Set([world.people.owner, grouped]));
    expect(mayChange).toBe(false);
    expect((await membersSeenBy(world, world.people.owner)).mayChange).toBe(true);
  });

  test("have a row for each role, and leave with all of them", async ({ world }) => {
    await world.member(world.orders, world.people.viewer, "editor", soon);
    const { rows } = await membersSeenBy(world, world.people.owner, { search: "viewer@" });
    expect(rows.map(({ role, until }) => [role, until])).toEqual([
      ["editor", soon],
      ["viewer", null],
    ]);
    const owner = await world.contextOf(world.people.owner);
    const found = await searchUsers.execute(owner, { project: "orders", search: "viewer@" });
    expect(found).toMatchObject({ ok: true, data: [{ login: "viewer@orders", role: "editor" }] });
    await removeMember.execute(owner, { project: "orders", userId: world.people.viewer });
    expect(await isMember(world, world.people.viewer)).toBe(false);
  });

  test("are searched and sorted by the server, and another project's are not there", async ({ world }) => {
    const found = await membersSeenBy(world, world.people.owner, { search: "EDIT" });
    expect(found).toMatchObject({ total: 1, rows: [{ login: "editor@orders" }] });
    const byRole = await membersSeenBy(world, world.people.owner, { sort: "-role" });
    expect(byRole.rows.map(({ role }) => role)).toEqual(["owner", "editor", "operator", "viewer"]);
    const stranger = await world.contextOf(world.people.stranger);
    expect(await listMembers.execute(stranger, { project: "orders" })).toMatchObject({
      ok: false,
      error: { code: "not-found" },
    });
  });

  test("are found among those who may sign in, by an owner alone", async ({ world }) => {
    await world.db.update(users).set({ disabledAt: past }).where(eq(users.id, world.people.nobody));
    const search = async (who: string, text: string) =>
      searchUsers.execute(await world.contextOf(who), { project: "orders", search: text });

    expect(await search(world.people.owner, "er@")).toMatchObject({
      ok: true,
      data: [
        { login: "owner@orders", role: "owner" },
        { login: "owner@payments", role: null },
        { login: "viewer@orders", role: "viewer" },
      ],
    });
    expect(await search(world.people.owner, "nobody")).toMatchObject({ ok: true, data: [] });
    expect(await search(world.people.editor, "owner")).toMatchObject({ ok: false, error: { code: "denied" } });
    expect(await search(world.people.stranger, "owner")).toMatchObject({ ok: false, error: { code: "not-found" } });
    for (const index of Array.from({ length: 25 }).keys()) await world.user(`many-${index}`);
    expect(((await search(world.people.owner, "many-")) as { data: unknown[] }).data).toHaveLength(20);
  });
});

describe("taking a member out", () => {
  test("is an owner's, leaves an audit row, and reaches no other project", async ({ world }) => {
    const remove = async (who: string, userId: string) =>
      removeMember.execute(await world.contextOf(who), { project: "orders", userId });

    expect(await remove(world.people.editor, world.people.viewer)).toMatchObject({ error: { code: "denied" } });
    expect(await remove(world.people.stranger, world.people.viewer)).toMatchObject({ error: { code: "not-found" } });
    expect(await remove(world.people.owner, world.people.stranger)).toMatchObject({ error: { code: "not-found" } });
    expect(await remove(world.people.owner, world.people.viewer)).toMatchObject({ ok: true });
    expect(await isMember(world, world.people.viewer)).toBe(false);
    expect((await world.auditOf("member.remove")).at(-1)).toMatchObject({
      outcome: "done",
      projectId: world.orders,
      detail: { userId: world.people.viewer, before: [{ role: "viewer" }], after: [] },
    });
  });

  test("never takes the last owner, but for an admin; an owner whose end has come does not count", async ({
    world,
  }) => {
    const owner = await world.contextOf(world.people.owner);
    const leave = () => leaveProject.execute(owner, { project: "orders" });
    expect(await leave()).toMatchObject({ ok: false, error: { code: "refused" } });
    const former = await world.user("former@orders");
    await world.member(world.orders, former, "owner", past);
    expect(await leave()).toMatchObject({ ok: false, error: { code: "refused" } });
    expect(await isMember(world, world.people.owner)).toBe(true);

    const admin = await world.contextOf(world.people.admin);
    expect(await removeMember.execute(admin, { project: "orders", userId: world.people.owner })).toMatchObject({
      ok: true,
    });
    expect(await isMember(world, world.people.owner)).toBe(false);
  });

  test("leaves one owner when two leave at once", async ({ world }) => {
    const second = await world.user("second@orders");
    await world.member(world.orders, second, "owner", soon);
    const both = await Promise.all([world.contextOf(world.people.owner), world.contextOf(second)]);
    const left = await Promise.all(both.map((ctx) => leaveProject.execute(ctx, { project: "orders" })));
    expect(left.map(({ ok }) => ok).sort()).toEqual([false, true]);
  });

  test("by themselves is anybody's who is in it", async ({ world }) => {
    const viewer = await world.contextOf(world.people.viewer);
    expect(await leaveProject.execute(viewer, { project: "orders" })).toMatchObject({ ok: true });
    expect(await isMember(world, world.people.viewer)).toBe(false);
    const auditor = await world.contextOf(world.people.auditor);
    expect(await leaveProject.execute(auditor, { project: "orders" })).toMatchObject({ error: { code: "not-found" } });
  });
});
