import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { letsIn, matches, type PolicyDocument, trustAllows, trustStatement, wayIn } from "./trust-policy.ts";

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

const cluster = { issuer: identity.issuer, arn: "arn:aws:eks:eu-central-1:111122223333:cluster/batch" };
const here = { cluster, namespace: "orders", serviceAccount: "batch" };
const podIdentity = (more = {}): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: {
    Effect: "Allow",
    Principal: { Service: "pods.eks.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession"],
    ...more,
  },
});
const tagged = (tag: string, value: string) => ({ StringEquals: { [`aws:RequestTag/${tag}`]: value } });

test.each([
  ["its own token", trust(exactly), "web-identity"],
  ["EKS Pod Identity", podIdentity(), "pod-identity"],
  [
    "EKS Pod Identity for its namespace",
    podIdentity({ Condition: tagged("kubernetes-namespace", "orders") }),
    "pod-identity",
  ],
  [
    "EKS Pod Identity for its cluster",
    podIdentity({ Condition: tagged("eks-cluster-arn", cluster.arn) }),
    "pod-identity",
  ],
  ["EKS Pod Identity for another namespace", podIdentity({ Condition: tagged("kubernetes-namespace", "billing") })],
  ["EKS Pod Identity for another cluster", podIdentity({ Condition: tagged("eks-cluster-name", "other") })],
  ["EKS Pod Identity without the tags that it sends", podIdentity({ Action: "sts:AssumeRole" })],
  ["another service of AWS", podIdentity({ Principal: { Service: "ec2.amazonaws.com" } })],
  ["EKS Pod Identity under a condition it does not know", podIdentity({ Condition: { Bool: { "aws:X": "true" } } })],
] as [string, PolicyDocument, string?][])("a role that lets in %s", (_, policy, way) => {
  expect(wayIn(policy, here)).toBe(way);
});

test("a role may let a service account in by both ways, and then each is told", () => {
  const both = { Statement: [trust(exactly).Statement, podIdentity().Statement].flat() };
  expect(wayIn(both, here)).toBe("web-identity");
  expect([letsIn(both, "web-identity", here), letsIn(both, "pod-identity", here)]).toEqual([true, true]);
  expect(letsIn(trust(exactly), "pod-identity", here)).toBe(false);
});

const dnsName = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/);
property.prop([dnsName, dnsName, dnsName, dnsName])(
  "the statement to add lets in the service account that it is for, and no other",
  (namespace, serviceAccount, otherNamespace, other) => {
    const wanted = { issuer: identity.issuer, namespace, serviceAccount };
    const statement = trustStatement({ partition: "aws", accountId: "111122223333" }, wanted);
    expect(trustAllows({ Statement: statement }, wanted)).toBe(true);
    const elsewhere = { ...wanted, namespace: otherNamespace, serviceAccount: other };
    expect(trustAllows({ Statement: statement }, elsewhere)).toBe(
      otherNamespace === namespace && other === serviceAccount,
    );
  },
);

property.prop([fc.string()])("a pattern without wildcards matches itself and nothing longer", (text) => {
  fc.pre(!/[*?]/.test(text));
  expect(matches(text, text)).toBe(true);
  expect(matches(text, `${text}x`)).toBe(false);
});
