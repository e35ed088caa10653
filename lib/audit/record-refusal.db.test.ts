import { count } from "drizzle-orm";
import { expect } from "vitest";
import { auditEvents } from "#db/schema/audit.ts";
import { checkPassword } from "#lib/auth/check-password.ts";
import { createProject } from "#lib/projects/create-project.ts";
import { test } from "#lib/testing/world.ts";

test("somebody unknown who is refused without end can't fill the trail, and it says that there was more", {
  timeout: 60_000,
}, async ({ world }) => {
  const stranger = { ...world.anonymous, address: "192.0.2.7" };
  for (let attempt = 0; attempt < 320; attempt++)
    expect(await createProject.execute(stranger, { slug: "x", name: "x" })).toMatchObject({ ok: false });
  const [rows] = await world.db.select({ count: count() }).from(auditEvents);
  expect(rows?.count).toBe(301);
  expect(await world.auditOf("audit.flood")).toMatchObject([
    { outcome: "refused", address: "192.0.2.7", detail: { action: "project.create", minutes: 10 } },
  ]);
  // Nobody else is left out for it.
  await createProject.execute({ ...stranger, address: "192.0.2.8" }, { slug: "x", name: "x" });
  await createProject.execute(await world.contextOf(world.people.viewer), { slug: "x", name: "x" });
  expect(await world.auditOf("project.create")).toHaveLength(302);
});

test("guessing a password is a row for each attempt, one for the first too many, and no more", async ({ world }) => {
  for (let attempt = 0; attempt < 14; attempt++)
    await checkPassword(world.db, { login: "owner@orders", password: "guess", address: "192.0.2.9" }).catch(() => null);
  const codes = (await world.auditOf("session.start")).map(({ code }) => code);
  expect(codes).toEqual([...Array<string>(8).fill("unauthenticated"), "rate-limited"]);
});
