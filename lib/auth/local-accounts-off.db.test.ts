import { beforeAll, describe, expect, vi } from "vitest";
import { test } from "#lib/testing/world.ts";
import { checkPassword } from "./check-password.ts";
import { createUser } from "./create-user.ts";
import { resetPassword } from "./reset-password.ts";
import { offersLocalAccounts } from "./ways-in.ts";

// Before anything asks for the environment, which is read once.
beforeAll(() => {
  vi.stubEnv("SLIPWAY_LOCAL_ACCOUNTS", "off");
});

describe("where local accounts are turned off", () => {
  test("no password opens anything, makes an account or is reset", async ({ world }) => {
    const password = "correct horse battery";
    expect(offersLocalAccounts()).toBe(false);
    const attempt = { login: "owner@orders", password, address: null };
    await expect(checkPassword(world.db, attempt)).rejects.toMatchObject({ code: "denied" });
    const admin = await world.contextOf(world.people.admin);
    const refused = { ok: false, error: { code: "refused" } };
    expect(await createUser.execute(admin, { login: "new@orders", name: "New", password })).toMatchObject(refused);
    expect(await resetPassword.execute(admin, { userId: world.people.owner, password })).toMatchObject(refused);
  });

  test("people of the provider are still made beforehand", async ({ world }) => {
    const admin = await world.contextOf(world.people.admin);
    expect(await createUser.execute(admin, { login: "new@orders", name: "New" })).toMatchObject({ ok: true });
  });
});
