import { beforeAll, expect } from "vitest";
import { createProject } from "#lib/projects/create-project.ts";
import { leaveProject } from "#lib/projects/remove-member.ts";
import { everyDoor, inputFor, loadEveryDoor } from "#lib/testing/doors.ts";
import { test } from "#lib/testing/world.ts";

beforeAll(loadEveryDoor);

test("a refusal is told in the reader's language, and kept in none", async ({ world }) => {
  const owner = await world.contextOf(world.people.owner);
  const english = await leaveProject.execute(owner, { project: "orders" });
  const chinese = await leaveProject.execute({ ...owner, locale: "zh-CN" }, { project: "orders" });
  expect(english).toMatchObject({
    ok: false,
    error: { code: "refused", message: expect.stringMatching(/last owner/) },
  });
  expect(chinese).toMatchObject({
    ok: false,
    error: { code: "refused", message: "最后一位所有者不能离开：请先将他人设为所有者" },
  });
  const rows = (await world.auditOf("member.leave")).map(({ outcome, code, detail }) => ({ outcome, code, detail }));
  expect(rows).toMatchObject([{ outcome: "refused", code: "refused" }, rows[0]]);
  expect(JSON.stringify(rows)).not.toMatch(/last owner|\p{Script=Han}/u);
});

test("what is wrong with each field is told in the reader's language", async ({ world }) => {
  const admin = { ...(await world.contextOf(world.people.admin)), locale: "zh-CN" } as const;
  expect(await createProject.execute(admin, { slug: "orders", name: "" })).toMatchObject({
    ok: false,
    error: { code: "invalid", message: "name：至少 1 个字符", fields: { name: "至少 1 个字符" } },
  });
  expect(await createProject.execute(admin, { slug: "orders", name: "Orders" })).toMatchObject({
    ok: false,
    error: { code: "conflict", message: "项目 orders 已存在" },
  });
});

test("every command and query answers somebody who reads Chinese in Chinese", async ({ world }) => {
  const nobody = { ...(await world.contextOf(world.people.nobody)), locale: "zh-CN" } as const;
  for (const door of everyDoor()) {
    const answers = [
      await door.execute({ ...world.anonymous, locale: "zh-CN" }, inputFor(door)),
      await door.execute(nobody, inputFor(door)),
    ];
    for (const answer of answers)
      if (!answer.ok)
        expect([door.name, answer.error.message]).toEqual([door.name, expect.stringMatching(/\p{Script=Han}/u)]);
  }
});
