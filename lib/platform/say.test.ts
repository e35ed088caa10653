import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { en } from "#messages/server/en.ts";
import { parseInput } from "./authorise.ts";
import { denied, notFound, refused, SlipwayError } from "./errors.ts";
import type { FieldKey } from "./fields-said.ts";
import { toFailure } from "./result.ts";
import { say, says, speaking } from "./say.ts";

const root = new URL("../../", import.meta.url);
const told = (error: unknown, locale: "en" | "zh-CN") => toFailure(error, { requestId: "r", locale }, "a.test");
const thrownBy = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

describe("a sentence of the server", () => {
  test("is said by its code in the language of the one who reads it", () => {
    expect(told(refused("last-owner"), "en").message).toBe("The last owner stays: make somebody else an owner first");
    expect(told(refused("last-owner"), "zh-CN").message).toBe("最后一位所有者不能离开：请先将他人设为所有者");
  });

  test("has its own words translated and its names left as they are", () => {
    const error = denied("takes-role", { role: says("role.owner") });
    expect(told(error, "en").message).toBe("This takes the role owner in the project");
    expect(told(error, "zh-CN").message).toBe("此操作需要在项目中拥有“所有者”角色");
    const uses = ["a", "b"].map((name) => says("used-by", { serviceAccount: name, namespace: "n", cluster: "c" }));
    const bound = says("resource-bound", { name: "logs", uses });
    expect(say(bound, "en")).toBe("logs is bound to a in n on c, b in n on c. Unbind it there first");
    expect(say(bound, "zh-CN")).toBe("logs 已绑定到 c 的 n 中的 a、c 的 n 中的 b。请先在那里解除绑定");
  });

  test("shows braces and tags of a name as they are", () => {
    const name = "<b>{name}</b> '{x}'";
    expect(say(says("user-exists", { login: name }), "zh-CN")).toBe(`用户 ${name} 已存在`);
  });

  test("is in each reader's own language where two are answered at the same time", async () => {
    const answer = (locale: "en" | "zh-CN") =>
      speaking(locale, async () => {
        await new Promise((resolve) => setImmediate(resolve));
        return notFound("no-run").publicMessage;
      });
    expect(await Promise.all([answer("zh-CN"), answer("en")])).toEqual(["找不到该运行", "The run was not found"]);
    expect(notFound("no-run").publicMessage).toBe("The run was not found");
  });

  test("is English in the error and in the log, whoever reads the answer", () => {
    expect(speaking("zh-CN", () => notFound("no-run").message)).toBe("The run was not found");
    const program = `
      import { SlipwayError } from "#lib/platform/errors.ts";
      import { toFailure } from "#lib/platform/result.ts";
      import { says, speaking } from "#lib/platform/say.ts";
      const slow = () => new SlipwayError("timeout", { says: says("vault-slow", { what: says("do.sign-in") }), cause: new Error("late") });
      const error = speaking("zh-CN", slow);
      speaking("zh-CN", () => toFailure(error, { requestId: "r", locale: "zh-CN" }, "a.test"));`;
    const line = execFileSync(process.execPath, ["--input-type=module", "-e", program], {
      cwd: root,
      encoding: "utf8",
    });
    expect(JSON.parse(line)).toMatchObject({ err: { message: "Vault did not answer in time (sign in): late" } });
  });

  test("has a name and parameters that the compiler knows", () => {
    // @ts-expect-error There is no such sentence.
    expect(() => refused("last-ownr")).not.toThrow();
    // @ts-expect-error It is about somebody.
    expect(() => says("user-exists")).not.toThrow();
    // @ts-expect-error Of another name.
    expect(() => says("user-exists", { name: "ann" })).not.toThrow();
    // @ts-expect-error A sentence is no text.
    expect(() => new SlipwayError("refused", { says: "The last owner stays" })).toThrow();
  });

  test("is there because code says it", () => {
    const source = ["lib", "app", "worker"]
      .flatMap((folder) =>
        readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
      )
      .filter((file) => /\.tsx?$/.test(file) && !/\.test\.ts$/.test(file))
      .map((file) => readFileSync(new URL(file, root), "utf8"))
      .join("\n");
    const literals = new Set([...source.matchAll(/"([a-z0-9.-]+)"/g)].map(([, literal]) => literal));
    const prefixes = [...source.matchAll(/[(]`([a-z]+[.-])\$\{/g)].map(([, prefix = ""]) => prefix);
    const unused = Object.keys(en).filter(
      (key) => !literals.has(key) && !prefixes.some((prefix) => key.startsWith(prefix)),
    );
    expect(unused).toEqual([]);
  });
});

describe("what is wrong with an input", () => {
  const schema = z.strictObject({
    login: z
      .string()
      .min(2)
      .max(5)
      .regex(/^\w+$/, "field.login" satisfies FieldKey),
    role: z.enum(["owner", "viewer"]),
    days: z.int().min(1).max(9),
    names: z.array(z.string()).min(1).max(2),
    id: z.uuid(),
    url: z.url(),
    arn: z.string().startsWith("arn:"),
    either: z.union([z.string(), z.number()]),
  });
  const good = {
    login: "ann",
    role: "owner",
    days: 1,
    names: ["a"],
    id: crypto.randomUUID(),
    url: "https://a",
    arn: "arn:a",
    either: 1,
  };

  test.each<[string, Record<string, unknown>, string, string, string]>([
    ["what is missing", { login: undefined }, "login", "Is missing", "缺少此项"],
    ["what breaks a rule of the field's own", { login: "a b" }, "login", "No spaces or slashes", "不能包含空格或斜杠"],
    ["a short text", { login: "a" }, "login", "At least 2 characters", "至少 2 个字符"],
    ["a long text", { login: "aaaaaa" }, "login", "At most 5 characters", "最多 5 个字符"],
    ["another choice", { role: "boss" }, "role", "One of owner, viewer", "应为以下之一：owner、viewer"],
    ["a small number", { days: 0 }, "days", "At least 1", "不能小于 1"],
    ["a big number", { days: 10 }, "days", "At most 9", "不能大于 9"],
    ["a broken number", { days: 1.5 }, "days", "A whole number", "应为整数"],
    ["too few", { names: [] }, "names", "At least 1 entry", "至少 1 项"],
    ["too many", { names: ["a", "b", "c"] }, "names", "At most 2 entries", "最多 2 项"],
    ["another type in a list", { names: [1] }, "names.0", "Not what was expected", "内容不符合要求"],
    ["no id", { id: "x" }, "id", "Not in the expected form", "格式不正确"],
    ["no address", { url: "x" }, "url", "Not an address of the expected form", "不是符合要求的地址"],
    ["another beginning", { arn: "x" }, "arn", "Begins with arn:", "应以 arn: 开头"],
    ["neither of two", { either: true }, "either", "Not what was expected", "内容不符合要求"],
  ])("is told in words: %s", (_what, change, field, english, chinese) => {
    const error = thrownBy(() => parseInput(schema, { ...good, ...change }));
    expect(told(error, "en")).toMatchObject({ message: `${field}: ${english}`, fields: { [field]: english } });
    expect(told(error, "zh-CN")).toMatchObject({ message: `${field}：${chinese}`, fields: { [field]: chinese } });
  });

  test("is told of the whole where it is no field's", () => {
    const error = thrownBy(() => parseInput(schema, { ...good, more: 1 }));
    expect(told(error, "en").message).toBe("There is no more here");
    expect(
      told(
        thrownBy(() => parseInput(schema, null)),
        "zh-CN",
      ).message,
    ).toBe("内容不符合要求");
  });

  test("never says what was sent", () => {
    const error = thrownBy(() => parseInput(schema, { ...good, login: "s3 cret", id: "s3cret" }));
    expect(JSON.stringify([error, told(error, "en")])).not.toMatch(/s3/);
  });
});
