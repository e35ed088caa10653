import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { type Ability, compareBindings, covers, type Reach, widerOf } from "./compare-bindings.ts";

const ability = fc.record({
  resourceId: fc.constantFrom("orders", "payments", "logs"),
  kind: fc.constant("bucket" as const),
  name: fc.constant("bucket"),
  access: fc.constantFrom("read" as const, "write" as const),
  prefix: fc.constantFrom("", "input/", "input/eu/"),
});
const abilities = fc.array(ability, { maxLength: 8 });
const keyOf = ({ resourceId, access, prefix }: Ability) => `${resourceId} ${access} ${prefix}`;

const reach = (may: boolean): Reach => (may ? { allowed: ["act"], refused: [] } : { allowed: [], refused: ["act"] });

describe("bindings held against a role", () => {
  test.prop([abilities, abilities, abilities])("say of each binding whether the role carries it", (bound, all, may) => {
    const roleMay = new Set(may.map(keyOf));
    const compared = compareBindings(bound, all, (each) => reach(roleMay.has(keyOf(each))));
    const ofBound = compared.filter(({ verdict }) => verdict !== "role-has-more");
    expect(ofBound.map(({ verdict }) => verdict)).toEqual(
      bound.map((each) => (roleMay.has(keyOf(each)) ? "same" : "role-lacks")),
    );
  });

  test.prop([abilities, abilities])("name whatever an all-powerful role may beyond them", (bound, all) => {
    const compared = compareBindings(bound, all, () => reach(true));
    const beyond = compared.filter(({ verdict }) => verdict === "role-has-more");
    for (const each of all) {
      const isOpen = bound.some((held) => covers(held, each));
      expect(beyond.some((other) => keyOf(other) === keyOf(each))).toBe(!isOpen);
    }
  });

  test.prop([abilities, abilities])("never call a role that may nothing the wider one", (bound, all) => {
    expect(widerOf(compareBindings(bound, all, () => reach(false)))).toBe(bound.length > 0 ? "bindings" : "same");
  });

  test("are the same as a role that carries them and no more", () => {
    const one: Ability = { resourceId: "orders", kind: "bucket", name: "acme-orders-eu", access: "read", prefix: "" };
    expect(widerOf(compareBindings([one], [one], () => reach(true)))).toBe("same");
  });

  test("may fall short on both sides at once", () => {
    const bound: Ability = { resourceId: "orders", kind: "bucket", name: "orders", access: "write", prefix: "" };
    const other: Ability = { resourceId: "payments", kind: "bucket", name: "payments", access: "read", prefix: "" };
    const compared = compareBindings([bound], [other], ({ resourceId }) => reach(resourceId === "payments"));
    expect(widerOf(compared)).toBe("both");
  });

  test("name a role that has one of an access's actions: too few where it is bound, too many where it is not", () => {
    const one: Ability = { resourceId: "orders", kind: "bucket", name: "orders", access: "read", prefix: "" };
    const half = () => ({ allowed: ["s3:ListBucket"], refused: ["s3:GetObject"] });
    expect(compareBindings([one], [], half)).toMatchObject([{ verdict: "role-lacks", actions: ["s3:GetObject"] }]);
    expect(compareBindings([], [one], half)).toMatchObject([{ verdict: "role-has-more", actions: ["s3:ListBucket"] }]);
  });
});
