import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { type Ability, compareBindings, widerOf } from "./compare-bindings.ts";

const ability = fc.record({
  resourceId: fc.constantFrom("orders", "payments", "logs"),
  kind: fc.constant("bucket" as const),
  name: fc.constant("bucket"),
  access: fc.constantFrom("read" as const, "write" as const),
  prefix: fc.constantFrom("", "input/", "input/eu/"),
});
const abilities = fc.array(ability, { maxLength: 8 });
const keyOf = ({ resourceId, access, prefix }: Ability) => `${resourceId} ${access} ${prefix}`;

describe("bindings held against a role", () => {
  test.prop([abilities, abilities, abilities])("say of each binding whether the role carries it", (bound, all, may) => {
    const roleMay = new Set(may.map(keyOf));
    const compared = compareBindings(bound, all, (each) => roleMay.has(keyOf(each)));
    for (const each of compared.filter(({ isBound }) => isBound))
      expect(each.verdict).toBe(roleMay.has(keyOf(each)) ? "same" : "role-lacks");
    expect(compared.filter(({ isBound }) => isBound)).toHaveLength(bound.length);
  });

  test.prop([abilities, abilities])("name whatever an all-powerful role may beyond them", (bound, all) => {
    const compared = compareBindings(bound, all, () => true);
    const beyond = compared.filter(({ verdict }) => verdict === "role-has-more");
    for (const each of all) {
      const isOpen = bound.some(
        (held) =>
          held.resourceId === each.resourceId && held.access === each.access && each.prefix.startsWith(held.prefix),
      );
      expect(beyond.some((other) => keyOf(other) === keyOf(each))).toBe(!isOpen);
    }
  });

  test.prop([abilities, abilities])("never call a role that may nothing the wider one", (bound, all) => {
    expect(widerOf(compareBindings(bound, all, () => false))).toBe(bound.length > 0 ? "bindings" : "same");
  });

  test("are the same as a role that carries them and no more", () => {
    const one: Ability = { resourceId: "orders", kind: "bucket", name: "acme-orders-eu", access: "read", prefix: "" };
    expect(widerOf(compareBindings([one], [one], () => true))).toBe("same");
  });

  test("may fall short on both sides at once", () => {
    const bound: Ability = { resourceId: "orders", kind: "bucket", name: "orders", access: "write", prefix: "" };
    const other: Ability = { resourceId: "payments", kind: "bucket", name: "payments", access: "read", prefix: "" };
    expect(widerOf(compareBindings([bound], [other], ({ resourceId }) => resourceId === "payments"))).toBe("both");
  });
});
