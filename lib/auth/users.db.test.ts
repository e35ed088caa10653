import { eq } from "drizzle-orm";
import { encode } from "next-auth/jwt";
import { describe, expect, vi } from "vitest";
import { userGroups, users } from "#db/schema/people.ts";
import { env } from "#lib/platform/env.ts";
import { test, type World } from "#lib/testing/world.ts";
import { checkPassword } from "./check-password.ts";
import { createUser } from "./create-user.ts";
import { disableUser, enableUser } from "./disable-user.ts";
import { listUsers } from "./list-users.ts";
import { endUserSessions, resetPassword } from "./reset-password.ts";
import { otherPerson, samePerson } from "./same-person.ts";
import { type Session, sessionOf } from "./session.ts";
import { setPlatformRole } from "./set-platform-role.ts";
import { userContext } from "./user-context.ts";

// Hashing is meant to be slow, and more so on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const password = "correct horse battery";
const asAdmin = (world: World) => world.contextOf(world.people.admin);
const codeOf = (result: { ok: boolean; error?: { code: string } }) => result.error?.code ?? "ok";

async function localAccount(world: World, login: string) {
  const created = await createUser.execute(await asAdmin(world), { login, name: login, password });
  if (!created.ok) throw new Error(created.error.message);
  return created.data.userId;
}
const signIn = async (world: World, login: string, with_ = password) => {
  const session = await checkPassword(world.db, { login, password: with_, address: crypto.randomUUID() });
  if (!session) throw new Error("The sign-in was refused");
  return session;
};
/** What a request with this session's cookie is, by way of the cookie itself. */
async function callerOf(world: World, session: Session) {
  const token = { sub: session.userId, sessionsEnded: session.sessionsEnded };
  const cookie = await encode({ token, secret: env().SLIPWAY_SESSION_SECRET });
  const read = await sessionOf(cookie);
  return (await userContext(world.db, { userId: null, ...read, address: null })).actor.kind;
}

describe("a session", () => {
  test("ends at the next request when the password is reset, and the new password opens a new one", async ({
    world,
  }) => {
    const userId = await localAccount(world, "local@orders");
    const before = await signIn(world, "local@orders");
    expect(await callerOf(world, before)).toBe("user");
    const reset = { userId, password: "another good password" };
    expect(codeOf(await resetPassword.execute(await asAdmin(world), reset))).toBe("ok");
    expect(await callerOf(world, before)).toBe("anonymous");
    await expect(signIn(world, "local@orders")).rejects.toThrow();
    expect(await callerOf(world, await signIn(world, "local@orders", reset.password))).toBe("user");
  });

  test("ends when an admin ends all of somebody's, and in no other account", async ({ world }) => {
    const userId = await localAccount(world, "local@orders");
    await localAccount(world, "other@orders");
    const [one, other] = [await signIn(world, "local@orders"), await signIn(world, "other@orders")];
    await endUserSessions.execute(await asAdmin(world), { userId });
    expect(await callerOf(world, one)).toBe("anonymous");
    expect(await callerOf(world, other)).toBe("user");
    expect(await callerOf(world, await signIn(world, "local@orders"))).toBe("user");
  });

  test("of before somebody was disabled does not come back when they are enabled", async ({ world }) => {
    const userId = await localAccount(world, "local@orders");
    const before = await signIn(world, "local@orders");
    const admin = await asAdmin(world);
    await disableUser.execute(admin, { userId });
    expect(await callerOf(world, before)).toBe("anonymous");
    await enableUser.execute(admin, { userId });
    expect(await callerOf(world, before)).toBe("anonymous");
    expect(await callerOf(world, await signIn(world, "local@orders"))).toBe("user");
  });

  test("without the number of its generation is nobody's", async ({ world }) => {
    const cookie = await encode({ token: { sub: world.people.admin }, secret: env().SLIPWAY_SESSION_SECRET });
    expect(await sessionOf(cookie)).toBeNull();
  });
});

describe("a password", () => {
  test("can't be reset where somebody signs in at the provider alone", async ({ world }) => {
    const reset = { userId: world.people.owner, password };
    expect(codeOf(await resetPassword.execute(await asAdmin(world), reset))).toBe("refused");
  });

  test("is in no audit row of a reset", async ({ world }) => {
    const userId = await localAccount(world, "local@orders");
    await resetPassword.execute(await asAdmin(world), { userId, password: "another good password" });
    const told = JSON.stringify(await world.auditOf("user.reset-password"));
    expect(told).toContain("local@orders");
    expect(told).not.toContain("another good password");
  });
});

describe("a platform role", () => {
  test("is changed by another admin, holds at once and is audited with what it was", async ({ world }) => {
    const change = { userId: world.people.viewer, platformRole: "auditor" as const };
    expect(codeOf(await setPlatformRole.execute(await asAdmin(world), change))).toBe("ok");
    expect((await world.contextOf(world.people.viewer)).grants?.platformRole).toBe("auditor");
    expect(await world.auditOf("user.set-platform-role")).toMatchObject([
      { detail: { login: "viewer@orders", before: { platformRole: "member" }, after: { platformRole: "auditor" } } },
    ]);
  });

  test("is not one's own to change, by no account of one's own", async ({ world }) => {
    const admin = await asAdmin(world);
    await samePerson.execute(admin, { userId: world.people.viewer, otherUserId: world.people.admin });
    for (const userId of [world.people.admin, world.people.viewer]) {
      expect(codeOf(await setPlatformRole.execute(admin, { userId, platformRole: "auditor" }))).toBe("refused");
      expect(codeOf(await disableUser.execute(admin, { userId }))).toBe("refused");
    }
    expect(codeOf(await otherPerson.execute(admin, { userId: world.people.viewer }))).toBe("refused");
  });

  test("of two admins who take it from each other at once, one keeps", async ({ world }) => {
    const other = await world.user("second-admin", "admin");
    const [a, b] = [await asAdmin(world), await world.contextOf(other)];
    const results = await Promise.all([
      setPlatformRole.execute(a, { userId: other, platformRole: "member" }),
      setPlatformRole.execute(b, { userId: world.people.admin, platformRole: "member" }),
    ]);
    expect(results.map(codeOf).sort()).toEqual(["ok", "refused"]);
  });
});

describe("accounts of one person", () => {
  const personOf = async (world: World, id: string) =>
    (await world.db.select({ personId: users.personId }).from(users).where(eq(users.id, id)))[0]?.personId;

  test("are one person's with all that were joined before, until one is parted", async ({ world }) => {
    const [admin, { viewer, editor, operator }] = [await asAdmin(world), world.people];
    await samePerson.execute(admin, { userId: viewer, otherUserId: editor });
    await samePerson.execute(admin, { userId: viewer, otherUserId: operator });
    expect(new Set(await Promise.all([viewer, editor, operator].map((id) => personOf(world, id)))).size).toBe(1);
    await otherPerson.execute(admin, { userId: editor });
    expect(new Set(await Promise.all([viewer, editor, operator].map((id) => personOf(world, id)))).size).toBe(2);
    expect(codeOf(await samePerson.execute(admin, { userId: viewer, otherUserId: viewer }))).toBe("refused");
  });
});

describe("the list of users", () => {
  const list = async (world: World, input: Parameters<typeof listUsers.execute>[1] = {}) => {
    const result = await listUsers.execute(await world.contextOf(world.people.auditor), input);
    if (!result.ok) throw new Error(result.error.message);
    return result.data;
  };

  test("is sorted, searched and paged, with projects, ways in and other accounts of the person", async ({ world }) => {
    await world.member(world.payments, world.people.owner, "viewer");
    await world.member(world.payments, world.people.editor, "viewer", new Date(Date.now() - 60_000));
    await samePerson.execute(await asAdmin(world), { userId: world.people.owner, otherUserId: world.people.editor });
    const { rows, total } = await list(world, { search: "@ORDERS", sort: "-login" });
    expect(rows.map(({ login }) => login)).toEqual([
      "viewer@orders",
      "owner@orders",
      "operator@orders",
      "editor@orders",
    ]);
    expect(total).toBe(4);
    expect(rows[1]).toMatchObject({ projects: 2, samePersonAs: ["editor@orders"], hasPassword: false, isSelf: false });
    expect(rows[3]).toMatchObject({ projects: 1 });
    expect((await list(world, { page: 2 })).rows).toEqual([]);
    expect((await list(world, { platformRole: "auditor" })).rows).toMatchObject([{ login: "auditor", isSelf: true }]);
    expect(JSON.stringify(rows)).not.toContain("passwordHash");
  });

  test("tells the disabled and what groups give", async ({ world }) => {
    await disableUser.execute(await asAdmin(world), { userId: world.people.viewer });
    await world.db.insert(userGroups).values({ userId: world.people.owner, group: "platform" });
    expect((await list(world, { state: "disabled" })).rows.map(({ login }) => login)).toEqual(["viewer@orders"]);
    expect((await list(world, { state: "enabled" })).total).toBe(7);
  });
});
