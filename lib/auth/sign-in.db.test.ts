import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { auditEvents } from "#db/schema/audit.ts";
import { users } from "#db/schema/people.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/test-database.ts";
import type { RequestContext } from "#lib/platform/context.ts";
import { checkPassword } from "./check-password.ts";
import { createUser } from "./create-user.ts";
import { disableUser } from "./disable-user.ts";
import { ensureFirstAdmin } from "./first-admin.ts";
import { type Claims, signInWithOidc } from "./sign-in-with-oidc.ts";
import { userContext } from "./user-context.ts";

// Hashing is meant to be slow, and more so on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

let database: TestDatabase;
let adminId: string;
const password = "correct horse battery";
const issuer = "https://id.example";

beforeAll(async () => {
  database = await createTestDatabase();
  adminId = (await ensureFirstAdmin(database.db, { login: "admin@slipway", password })) ?? "";
});
afterAll(() => database?.drop());

const contextOf = (userId: string | null) => userContext(database.db, { userId, address: null });

async function create(input: Parameters<typeof createUser.execute>[1], ctx?: RequestContext): Promise<string> {
  const result = await createUser.execute(ctx ?? (await contextOf(adminId)), input);
  if (!result.ok) throw new Error(result.error.message);
  return result.data.userId;
}
const signIn = (claims: Partial<Claims>) =>
  signInWithOidc(database.db, { iss: issuer, sub: crypto.randomUUID(), groups: [], ...claims }, "10.0.0.1");
const check = (login: string, attempt: string, address: string = crypto.randomUUID()) =>
  checkPassword(database.db, { login, password: attempt, address });

test("the first admin is made once, by however many processes at a time", async () => {
  const again = await Promise.all(
    ["a@slipway", "b@slipway"].map((login) => ensureFirstAdmin(database.db, { login, password })),
  );
  expect(again).toEqual([undefined, undefined]);
  expect((await contextOf(adminId)).grants?.platformRole).toBe("admin");
});

test("a local account opens with its password in whatever case its login is typed, and with no other", async () => {
  const id = await create({ login: "Someone@orders", name: "Someone", password });
  expect(await check("someone@ORDERS", password)).toEqual({ userId: id, sessionsEnded: 0 });
  expect(await check("someone@orders", "another password")).toBeNull();
  expect(await check("nobody-knows-me", password)).toBeNull();
});

test("an account without a password opens with none", async () => {
  await create({ login: "sso-only@orders", name: "SSO" });
  expect(await check("sso-only@orders", "")).toBeNull();
  expect(await check("sso-only@orders", "undefined")).toBeNull();
});

test("guessing from one address is stopped, and the owner elsewhere still gets in", async () => {
  const id = await create({ login: "guessed@orders", name: "Guessed", password });
  const guesses = Array.from({ length: 9 }, () => check("guessed@orders", "wrong password!", "203.0.113.9"));
  const results = await Promise.allSettled(guesses);
  expect(results.filter(({ status }) => status === "rejected")).toHaveLength(1);
  expect(await check("guessed@orders", password, "198.51.100.7")).toMatchObject({ userId: id });
});

test("somebody new becomes a member who may do nothing yet, and is the same person next time", async () => {
  const claims = { sub: "new-1", email: "new@orders.example", email_verified: true, name: "New" };
  const first = await signIn(claims);
  expect(await signIn({ ...claims, email: "renamed@orders.example" })).toEqual(first);
  const ctx = await contextOf("userId" in first ? first.userId : null);
  expect(ctx.grants).toEqual({ platformRole: "member", projects: new Map(), standsInFor: [] });
});

test("a verified address links the account that an admin made for it; an unverified one and a preferred name do not", async () => {
  const id = await create({ login: "Owner@orders.example", name: "Owner" });
  expect(await signIn({ sub: "thief", email: "owner@orders.example", email_verified: false })).not.toMatchObject({
    userId: id,
  });
  expect(await signIn({ sub: "thief-2", preferred_username: "owner@orders.example" })).toEqual({
    refused: "login-taken",
  });
  expect(await signIn({ sub: "owner", email: "owner@orders.example", email_verified: true })).toMatchObject({
    userId: id,
  });
  expect(await signIn({ sub: "late", email: "owner@orders.example", email_verified: true })).toEqual({
    refused: "login-taken",
  });
});

test("the same subject of another issuer is another person", async () => {
  const [here, there] = [await signIn({ sub: "same" }), await signIn({ iss: "https://other.example", sub: "same" })];
  expect(here).not.toEqual(there);
});

test("a disabled user's session is nobody at its next request, and no door opens again", async () => {
  const id = await create({ login: "leaver@orders", name: "Leaver", password });
  const linked = await signIn({ sub: "leaver", email: "leaver-sso@orders.example", email_verified: true });
  const linkedId = "userId" in linked ? linked.userId : "";
  const admin = await contextOf(adminId);
  for (const userId of [id, linkedId]) expect(await disableUser.execute(admin, { userId })).toMatchObject({ ok: true });

  expect((await contextOf(id)).actor).toEqual({ kind: "anonymous" });
  expect(await check("leaver@orders", password)).toBeNull();
  expect(await signIn({ sub: "leaver" })).toEqual({ refused: "disabled" });
});

test("of two admins who disable each other at once, one stays", async () => {
  const other = await create({ login: "second-admin@slipway", name: "Second", platformRole: "admin" });
  const [a, b] = [await contextOf(adminId), await contextOf(other)];
  const results = await Promise.all([
    disableUser.execute(a, { userId: other }),
    disableUser.execute(b, { userId: adminId }),
  ]);
  expect(results.map((result) => (result.ok ? "ok" : result.error.code)).sort()).toEqual(["ok", "refused"]);
  await database.db.update(users).set({ disabledAt: null }).where(eq(users.id, adminId));
});

test("no audit row and no answer holds a password or its hash", async () => {
  const rows = await database.db.select().from(auditEvents);
  const told = JSON.stringify(rows);
  expect(rows.some(({ action, outcome }) => action === "session.start" && outcome === "refused")).toBe(true);
  expect(told).not.toContain(password);
  expect(told).not.toMatch(/\$2[aby]\$/);
  const [hash] = await database.db
    .select({ hash: users.passwordHash })
    .from(users)
    .where(sql`${users.passwordHash} is not null`)
    .limit(1);
  expect(hash?.hash).toMatch(/^\$2[aby]\$10\$/);
});

test("a login is one person's, in whatever case", async () => {
  await create({ login: "twice@orders", name: "One" });
  expect(await createUser.execute(await contextOf(adminId), { login: "TWICE@orders", name: "Two" })).toMatchObject({
    ok: false,
    error: { code: "conflict" },
  });
});
