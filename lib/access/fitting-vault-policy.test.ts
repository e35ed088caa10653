import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { allowsRead, parsePolicy } from "#lib/vault/policy.ts";
import { type Ability, abilityKey } from "./compare-bindings.ts";
import { vaultPolicy } from "./fitting-policy.ts";

const segment = fc.stringMatching(/^[\w .@:=+-]{1,5}$/).filter((text) => !/^\.+$/.test(text));
const vaultSecret = fc.array(segment, { minLength: 2, maxLength: 4 }).map((parts): Ability => {
  const name = parts.join("/");
  return { resourceId: name, kind: "secret", name, access: "read", prefix: "" };
});

describe("the Vault policy that fits", () => {
  test.prop([fc.array(vaultSecret, { maxLength: 6 }), fc.array(vaultSecret, { maxLength: 6 })])(
    "reads exactly the secrets that are bound and that a policy can name alone",
    (bound, others) => {
      const rules = parsePolicy(vaultPolicy(bound) ?? "");
      const held = new Set(bound.map(abilityKey));
      for (const each of [...bound, ...others]) {
        const [mount, ...path] = each.name.split("/");
        const isNamed = ![mount, ...path].includes("+");
        expect(allowsRead(rules, `${mount}/data/${path.join("/")}`)).toBe(held.has(abilityKey(each)) && isNamed);
      }
    },
  );
});
