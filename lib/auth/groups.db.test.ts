import { eq } from "drizzle-orm";
import { describe, expect } from "vitest";
import { userGroups, users } from "#db/schema/people.ts";
import { test, type World } from "#lib/testing/world.ts";
import { listGroupRoles, removeGroupRole, setGroupRole } from "./group-roles.ts";
import { Claims, signInWithOidc } from "./sign-in-with-oidc.ts";

const issuer = "https://id.example";

async function signIn(world: World, claims: object) {
  const outcome = await signInWithOidc(world.db, Claims.parse({ iss: issuer, ...claims }), null);
  if ("refused" in outcome) throw new Error(outcome.refused);
  return outcome.userId;
}
const groupsOf = async (world: World, userId: string) =>
  (await world.db.select().from(userGroups).where(eq(userGroups.userId, userId))).map(({ group }) => group).sort();
const asAdmin = (world: World) => world.contextOf(world.people.admin);
const grantsOf = async (world: World, userId: string) => (await world.contextOf(userId)).grants;
async function give(world: World, input: Parameters<typeof setGroupRole.execute>[1]) {
  const result = await setGroupRole.execute(await asAdmin(world), input);
  if (!result.ok) throw new Error(result.error.message);
  return result.data.groupRoleId;
}

describe("groups of the OpenID provider", () => {
  test("are those of the last sign-in, and only what can be a group", async ({ world }) => {
    const id = await signIn(world, { sub: "u", groups: ["a", "b", "b", 7, null, "", { a: 1 }, "x".repeat(257)] });
    expect(await groupsOf(world, id)).toEqual(["a", "b"]);
    await signIn(world, { sub: "u", groups: ["b", "c"] });
    expect(await groupsOf(world, id)).toEqual(["b", "c"]);
    await signIn(world, { sub: "u" });
    expect(await groupsOf(world, id)).toEqual([]);
    await signIn(world, { sub: "u", groups: "admins" });
    expect(await groupsOf(world, id)).toEqual([]);
    await signIn(world, { sub: "u", groups: Array.from({ length: 900 }, (_, n) => `g${n}`) });
    expect(await groupsOf(world, id)).toHaveLength(500);
  });

  test("give their role in a project at the next request, as long as the mapping is there", async ({ world }) => {
    const id = await signIn(world, { sub: "u", groups: ["data-engineers"] });
    const groupRoleId = await give(world, { group: "data-engineers", project: "orders", role: "operator" });
    expect((await grantsOf(world, id))?.projects.get(world.orders)).toBe("operator");
    await give(world, { group: "data-engineers", project: "orders", role: "editor" });
    expect((await grantsOf(world, id))?.projects.get(world.orders)).toBe("editor");
    await removeGroupRole.execute(await asAdmin(world), { groupRoleId });
    expect((await grantsOf(world, id))?.projects.size).toBe(0);
    expect(await world.auditOf("group-role.set")).toMatchObject([
      { detail: { before: { role: null }, after: { role: "operator" } } },
      { detail: { before: { role: "operator" }, after: { role: "editor" } } },
    ]);
  });

  test("give a platform role, and never take away what somebody has themselves", async ({ world }) => {
    const id = await signIn(world, { sub: "u", groups: ["auditors"] });
    await world.db.insert(userGroups).values({ userId: world.people.owner, group: "viewers" });
    await give(world, { group: "auditors", role: "auditor" });
    await give(world, { group: "viewers", project: "orders", role: "viewer" });
    expect((await grantsOf(world, id))?.platformRole).toBe("auditor");
    expect((await grantsOf(world, world.people.owner))?.projects.get(world.orders)).toBe("owner");
  });

  test("of one's own get no role by oneself", async ({ world }) => {
    await world.db.insert(userGroups).values({ userId: world.people.admin, group: "platform" });
    const asked = { group: "platform", project: "orders", role: "owner" as const };
    expect(await setGroupRole.execute(await asAdmin(world), asked)).toMatchObject({ error: { code: "refused" } });
  });

  test("need a project for a project's role, and none for one of the platform", async ({ world }) => {
    const admin = await asAdmin(world);
    for (const input of [
      { group: "g", role: "owner" as const },
      { group: "g", project: "orders", role: "admin" as const },
    ])
      expect(await setGroupRole.execute(admin, input)).toMatchObject({ error: { code: "invalid" } });
    expect(await setGroupRole.execute(admin, { group: "g", project: "no-such", role: "viewer" })).toMatchObject({
      error: { code: "not-found" },
    });
  });

  test("are listed with what they give and to how many", async ({ world }) => {
    await signIn(world, { sub: "u", groups: ["data-engineers"] });
    await signIn(world, { sub: "v", groups: ["data-engineers"] });
    await give(world, { group: "data-engineers", project: "orders", role: "operator" });
    await give(world, { group: "platform", role: "admin" });
    const ctx = await world.contextOf(world.people.auditor);
    expect(await listGroupRoles.execute(ctx, {})).toMatchObject({
      data: {
        total: 2,
        rows: [
          { group: "data-engineers", project: "orders", role: "operator", people: 2, givenBy: "admin" },
          { group: "platform", project: null, role: "admin", people: 0 },
        ],
      },
    });
    expect(await listGroupRoles.execute(ctx, { search: "ORD" })).toMatchObject({ data: { total: 1 } });
  });
});

describe("a verified address", () => {
  const personOf = async (world: World, id: string) =>
    (await world.db.select({ personId: users.personId }).from(users).where(eq(users.id, id)))[0]?.personId;

  test("of another account makes both one person's", async ({ world }) => {
    const first = await signIn(world, { sub: "first", preferred_username: "first" });
    await world.db.update(users).set({ email: "Jo@orders.example" }).where(eq(users.id, first));
    // The login is that of the local account already, so a preferred name is what the second one has.
    const claims = { email: "jo@ORDERS.example", email_verified: true };
    const second = await signIn(world, { sub: "second", preferred_username: "second", ...claims });
    expect(await personOf(world, second)).toBe(await personOf(world, first));
  });

  test("that nobody verified makes nobody one", async ({ world }) => {
    const first = await signIn(world, { sub: "first" });
    await world.db.update(users).set({ email: "jo@orders.example" }).where(eq(users.id, first));
    const second = await signIn(world, { sub: "second", email: "jo@orders.example", email_verified: false });
    expect(await personOf(world, second)).not.toBe(await personOf(world, first));
  });

  test("once told does not join again what an admin parted", async ({ world }) => {
    const first = await signIn(world, { sub: "first", preferred_username: "first" });
    await world.db.update(users).set({ email: "jo@orders.example" }).where(eq(users.id, first));
    const claims = { sub: "second", email: "jo@orders.example", email_verified: true };
    const second = await signIn(world, claims);
    const parted = crypto.randomUUID();
    await world.db.update(users).set({ personId: parted }).where(eq(users.id, second));
    await signIn(world, claims);
    expect(await personOf(world, second)).toBe(parted);
  });
});
