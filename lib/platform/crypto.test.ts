import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { canonicalJson, open, seal } from "./crypto.ts";

const key = (name: string, fill: number) => `${name}:${Buffer.alloc(32, fill).toString("base64")}`;

describe("sealed credentials", () => {
  test.prop([fc.string(), fc.uuid()])("open under the row they were sealed for", (text, row) => {
    expect(open(key("k1", 1), seal(key("k1", 1), text, row), row)).toBe(text);
  });

  test.prop([fc.string(), fc.uuid(), fc.uuid()])("do not open when copied to another row", (text, row, other) => {
    fc.pre(row !== other);
    expect(() => open(key("k1", 1), seal(key("k1", 1), text, row), other)).toThrow();
  });

  test.prop([fc.string({ minLength: 1 }), fc.nat()])("do not open with a byte changed", (text, at) => {
    const sealed = seal(key("k1", 1), text, "row");
    const [format, name, ...parts] = sealed.split(".");
    const bytes = parts.map((part) => Buffer.from(part, "base64url"));
    const target = bytes.filter((part) => part.length > 0)[at % 3] ?? Buffer.alloc(1);
    target[at % target.length] = (target[at % target.length] ?? 0) ^ 1;
    const changed = bytes.map((part) => part.toString("base64url"));
    expect(() => open(key("k1", 1), [format, name, ...changed].join("."), "row")).toThrow();
  });

  test("stay open after a new key is put in front, and are sealed with the new one from then on", () => {
    const rotated = `${key("k2", 2)},${key("k1", 1)}`;
    expect(open(rotated, seal(key("k1", 1), "secret", "row"), "row")).toBe("secret");
    expect(seal(rotated, "secret", "row")).toMatch(/^v1\.k2\./);
    expect(() => open(key("k2", 2), seal(key("k1", 1), "secret", "row"), "row")).toThrow(/k1, which is not configured/);
  });
});

test.prop([fc.dictionary(fc.string(), fc.jsonValue())])(
  "canonical JSON does not depend on the order of keys",
  (value) => {
    const reversed = Object.fromEntries(Object.entries(value).reverse());
    expect(canonicalJson(reversed)).toBe(canonicalJson(value));
  },
);
