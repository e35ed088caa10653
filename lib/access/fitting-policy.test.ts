import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import type { EncryptionKey } from "#lib/aws/encryption-key.ts";
import { evaluate } from "#sandbox/aws/policy/evaluate.ts";
import { parsePolicy as parseIamPolicy } from "#sandbox/aws/policy/policy-document.ts";
import { type Ability, compareBindings, type Reach, widerOf } from "./compare-bindings.ts";
import { identityPolicy, pullPolicy, vaultPolicy } from "./fitting-policy.ts";
import { KeyPrefix } from "./request-schema.ts";
import { type AskedAbility, type Holder, holderOf, keyArnOf, type Question, questionsOf } from "./role-actions.ts";

const region = fc.constantFrom("eu-central-1", "us-east-1", "cn-north-1", "us-gov-west-1");
const holderIn = (region: string): Holder =>
  holderOf({
    kind: "aws",
    accountId: "111122223333",
    region,
    initImage: { repository: "slipway/init", tag: "1" },
  });

// Prefixes that begin alike, and with everything that has a meaning of its own in a policy.
const prefix = fc
  .oneof(
    fc.constantFrom("", "in", "input/", "input/eu/", `\${aws:username}/`, "a$b/", `\${`),
    fc.string({ maxLength: 6 }),
  )
  .filter((text) => KeyPrefix.safeParse(text).success);
const bucket = fc.record({
  name: fc.constantFrom("orders", "orders-eu", "payments"),
  access: fc.constantFrom("read" as const, "write" as const),
  prefix,
});
const secret = fc.record({
  name: fc.constantFrom("orders/key", "orders/key-2", "payments/key"),
  isSeen: fc.boolean(),
});
const keyArns = ["1", "2"].map((id) => `arn:aws:kms:eu-central-1:111122223333:key/${id}`);
const key = fc.constantFrom<EncryptionKey[]>("none", "unknown", ...keyArns.map((arn) => ({ arn })));
const ability = fc.oneof(
  fc.tuple(bucket, key).map(
    ([{ name, access, prefix }, key]): AskedAbility => ({
      resourceId: name,
      kind: "bucket",
      name,
      access,
      prefix,
      arn: null,
      region: "eu-central-1",
      key,
    }),
  ),
  fc.tuple(secret, key).map(
    ([{ name, isSeen }, key]): AskedAbility => ({
      resourceId: name,
      kind: "secret",
      name,
      access: "read",
      prefix: "",
      arn: isSeen ? `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${name}-AbCdEf` : null,
      region: "eu-central-1",
      key,
    }),
  ),
);
// Whether a secret's ARN is known and which key encrypts it are facts about the secret, not about a binding.
const abilities = fc.array(ability, { maxLength: 8 }).map((all) =>
  all.map((each): AskedAbility => {
    const { arn = null, key = "none" } = all.find(({ name }) => name === each.name) ?? {};
    return { ...each, arn, key };
  }),
);

/** As IAM would decide it, with no other policy on the role. */
function allows(text: string | undefined, action: string, { resource, context = {} }: Partial<Question>): boolean {
  const decision = evaluate({
    principal: { kind: "user", account: "111122223333", arn: "arn:aws:iam::111122223333:user/runner" },
    action,
    resource: resource ?? "",
    resourceAccount: "111122223333",
    context,
    identityPolicies: text === undefined ? [] : [parseIamPolicy(text)],
  });
  return decision.outcome === "allowed";
}

const reachUnder = (text: string | undefined, holder: Holder) => (asked: Ability) => {
  const answers = questionsOf(asked as AskedAbility, holder).flatMap((question) =>
    question.actions.map((action) => ({ action, allowed: allows(text, action, question) })),
  );
  const of = (isAllowed: boolean) => answers.flatMap(({ action, allowed }) => (allowed === isAllowed ? [action] : []));
  return { allowed: of(true), refused: of(false) } satisfies Reach;
};

describe("the policy that fits", () => {
  test.each(["input/*", "in?ut/"])("is of prefixes as they stand: %s is none", (pattern) => {
    expect(KeyPrefix.safeParse(pattern).error?.issues[0]?.message).toBe("field.prefix");
  });

  test.prop([region, abilities, abilities])(
    "makes the comparison say: the same, whatever is bound and whatever else there is",
    (region, bound, others) => {
      const holder = holderIn(region);
      const arnOf = new Map([...others, ...bound].map(({ name, arn }) => [name, arn]));
      const known = (all: AskedAbility[]) => all.map((each) => ({ ...each, arn: arnOf.get(each.name) ?? null }));
      const policy = identityPolicy(known(bound), holder);
      const beyond = known(others).map(({ key: _, ...each }) => each);
      const compared = compareBindings(known(bound), beyond, reachUnder(policy, holder));
      expect(widerOf(compared)).toBe("same");
    },
  );

  test.prop([region, abilities.filter(({ length }) => length > 0), fc.nat()])(
    "of fewer bindings never allows more",
    (region, bound, at) => {
      const holder = holderIn(region);
      const left = bound.filter((_, index) => index !== at % bound.length);
      const [before, after] = [identityPolicy(bound, holder), identityPolicy(left, holder)];
      for (const question of bound.flatMap((each) => questionsOf(each, holder)))
        for (const action of question.actions)
          expect(allows(after, action, question) && !allows(before, action, question)).toBe(false);
    },
  );

  test.prop([abilities, fc.string({ maxLength: 8 })])(
    "opens a key only where a binding does, and lists only below what may be read",
    (bound, key) => {
      const holder = holderIn("eu-central-1");
      const policy = identityPolicy(bound, holder);
      for (const name of ["orders", "orders-eu", "payments"]) {
        const arn = `arn:aws:s3:::${name}`;
        const held = (access: string) =>
          bound.some((each) => each.name === name && each.access === access && key.startsWith(each.prefix));
        const object = { resource: `${arn}/${key}` };
        expect(allows(policy, "s3:GetObject", object)).toBe(held("read"));
        expect(allows(policy, "s3:PutObject", object)).toBe(held("write"));
        expect(allows(policy, "s3:DeleteObject", object)).toBe(false);
        expect(allows(policy, "s3:ListBucket", { resource: arn, context: { "s3:prefix": key } })).toBe(held("read"));
      }
    },
  );

  test.prop([abilities])(
    "lets a key be used for what it encrypts and is bound, through the service that does, and for nothing else",
    (bound) => {
      const policy = identityPolicy(bound, holderIn("eu-central-1"));
      for (const resource of keyArns)
        for (const [kind, service] of [
          ["bucket", "s3"],
          ["secret", "secretsmanager"],
        ]) {
          const held = bound.filter((each) => each.kind === kind && keyArnOf(each) === resource);
          const question = { resource, context: { "kms:ViaService": `${service}.eu-central-1.amazonaws.com` } };
          expect(allows(policy, "kms:Decrypt", question)).toBe(held.length > 0);
          expect(allows(policy, "kms:GenerateDataKey", question)).toBe(held.some(({ access }) => access === "write"));
          expect(allows(policy, "kms:Encrypt", question)).toBe(false);
          expect(allows(policy, "kms:Decrypt", { resource })).toBe(false);
        }
    },
  );

  test.prop([region, abilities])("speaks of its own partition alone", (region, bound) => {
    const { partition } = holderIn(region);
    const text =
      identityPolicy(
        bound.flatMap(({ key: _, ...each }) => (each.kind === "bucket" || !each.arn ? [each] : [])),
        holderIn(region),
      ) ?? "";
    for (const [, named] of text.matchAll(/"arn:([^:]+):/g)) expect(named).toBe(partition);
  });

  test("is short: what another binding covers is not said again", () => {
    const [key = ""] = keyArns;
    const orders = {
      resourceId: "o",
      kind: "bucket",
      name: "acme-orders-eu",
      arn: null,
      region: "eu-central-1",
    } as const;
    const bound: AskedAbility[] = [
      { ...orders, access: "read", prefix: "input/", key: { arn: key } },
      { ...orders, access: "read", prefix: "input/eu/", key: { arn: key } },
      { ...orders, access: "write", prefix: "output/", key: { arn: key } },
    ];
    expect(JSON.parse(identityPolicy(bound, holderIn("eu-central-1")) ?? "")).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "ReadObjects",
          Effect: "Allow",
          Action: ["s3:GetObject", "s3:GetObjectVersion"],
          Resource: "arn:aws:s3:::acme-orders-eu/input/*",
        },
        {
          Sid: "ListKeys",
          Effect: "Allow",
          Action: "s3:ListBucket",
          Resource: "arn:aws:s3:::acme-orders-eu",
          Condition: { StringLike: { "s3:prefix": ["input/*"] } },
        },
        {
          Sid: "WriteObjects",
          Effect: "Allow",
          Action: "s3:PutObject",
          Resource: "arn:aws:s3:::acme-orders-eu/output/*",
        },
        {
          Sid: "UseKeys",
          Effect: "Allow",
          Action: ["kms:Decrypt", "kms:GenerateDataKey"],
          Resource: key,
          Condition: { StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" } },
        },
      ],
    });
  });

  test("takes either name of a service in China", () => {
    const orders = { resourceId: "o", kind: "bucket", name: "orders", access: "read", prefix: "", arn: null } as const;
    const [arn = ""] = keyArns;
    const policy = identityPolicy([{ ...orders, region: "cn-north-1", key: { arn } }], holderIn("cn-north-1"));
    for (const ending of ["com", "com.cn"]) {
      const context = { "kms:ViaService": `s3.cn-north-1.amazonaws.${ending}` };
      expect(allows(policy, "kms:Decrypt", { resource: arn, context })).toBe(true);
    }
  });

  test.prop([abilities])("has names for its statements that IAM takes, each once", (bound) => {
    const { Statement = [] } = JSON.parse(identityPolicy(bound, holderIn("eu-central-1")) ?? "{}");
    const sids: string[] = Statement.map(({ Sid }: { Sid: string }) => Sid);
    for (const sid of sids) expect(sid).toMatch(/^[A-Za-z0-9]+$/);
    expect(new Set(sids).size).toBe(sids.length);
  });

  test("of nothing is none: IAM takes no policy without a statement", () => {
    expect(identityPolicy([], holderIn("eu-central-1"))).toBeUndefined();
    expect(pullPolicy([])).toBeUndefined();
    expect(vaultPolicy([])).toBeUndefined();
  });

  test("of the machines that pull allows the repositories that are bound, and to sign in", () => {
    const arn = "arn:aws-cn:ecr:cn-north-1:111122223333:repository/orders/report";
    const policy = pullPolicy([arn]);
    const on = (resource: string) => ({ resource });
    expect(allows(policy, "ecr:BatchGetImage", on(arn))).toBe(true);
    expect(allows(policy, "ecr:GetAuthorizationToken", on("*"))).toBe(true);
    expect(allows(policy, "ecr:BatchGetImage", on(`${arn}-2`))).toBe(false);
    expect(allows(policy, "ecr:PutImage", on(arn))).toBe(false);
  });
});
