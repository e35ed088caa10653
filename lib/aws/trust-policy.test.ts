import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { matches, type PolicyDocument, trustAllows } from "./trust-policy.ts";

const provider = "oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLE";
const identity = { issuer: `https://${provider}`, namespace: "orders", serviceAccount: "batch" };
const trust = (condition: Record<string, Record<string, string | string[]>>, more = {}): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${provider}` },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: condition,
      ...more,
    },
  ],
});
const exactly = {
  StringEquals: { [`${provider}:sub`]: "system:serviceaccount:orders:batch", [`${provider}:aud`]: "sts.amazonaws.com" },
};

test("the role of exactly this service account may be taken on by it, and by no other", () => {
  expect(trustAllows(trust(exactly), identity)).toBe(true);
  expect(trustAllows(trust(exactly), { ...identity, namespace: "billing" })).toBe(false);
  expect(trustAllows(trust(exactly), { ...identity, serviceAccount: "batch2" })).toBe(false);
  expect(
    trustAllows(trust(exactly), { ...identity, issuer: "https://oidc.eks.us-east-1.amazonaws.com/id/OTHER" }),
  ).toBe(false);
});

test.each([
  ["a wildcard that covers it", trust({ StringLike: { [`${provider}:sub`]: "system:serviceaccount:orders:*" } }), true],
  [
    "a wildcard taken literally",
    trust({ StringEquals: { [`${provider}:sub`]: "system:serviceaccount:orders:*" } }),
    false,
  ],
  [
    "one of several subjects",
    trust({ StringEquals: { [`${provider}:sub`]: ["a", "system:serviceaccount:orders:batch"] } }),
    true,
  ],
  ["another audience", trust({ StringEquals: { [`${provider}:aud`]: "vault" } }), false],
  ["a condition it does not know", trust({ IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }), false],
  ["another action", trust(exactly, { Action: "sts:AssumeRole" }), false],
  ["another kind of principal", trust(exactly, { Principal: { Service: "ec2.amazonaws.com" } }), false],
])("%s", (_, policy, allowed) => {
  expect(trustAllows(policy, identity)).toBe(allowed);
});

test("a denial outweighs an allowance", () => {
  const statements = [trust(exactly).Statement, trust(exactly, { Effect: "Deny" }).Statement].flat();
  expect(trustAllows({ Statement: statements }, identity)).toBe(false);
});

property.prop([fc.string()])("a pattern without wildcards matches itself and nothing longer", (text) => {
  fc.pre(!/[*?]/.test(text));
  expect(matches(text, text)).toBe(true);
  expect(matches(text, `${text}x`)).toBe(false);
});
