import { expect, test } from "vitest";
import { eksTokens, signToken } from "./eks-token.ts";

const access = {
  accountId: "111122223333",
  region: "eu-central-1",
  credential: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" },
};
const at = new Date("2026-11-22T10:00:00Z");
const urlOf = (token: string) => new URL(Buffer.from(token.replace(/^k8s-aws-v1\./, ""), "base64url").toString());

test("a token is a GetCallerIdentity URL, presigned for 60 s, of this region and this cluster", async () => {
  const token = await signToken(access, "eks-frankfurt", at);
  expect(token).toMatch(/^k8s-aws-v1\.[A-Za-z0-9_-]+$/);
  const url = urlOf(token);
  expect(url.origin + url.pathname).toBe("https://sts.eu-central-1.amazonaws.com/");
  expect(Object.fromEntries(url.searchParams)).toEqual({
    Action: "GetCallerIdentity",
    Version: "2011-06-15",
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": "AKIDEXAMPLE/20261122/eu-central-1/sts/aws4_request",
    "X-Amz-Date": "20261122T100000Z",
    "X-Amz-Expires": "60",
    "X-Amz-SignedHeaders": "host;x-k8s-aws-id",
    "X-Amz-Signature": expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

test("a token for one cluster has another signature than for the next", async () => {
  const [one, other] = await Promise.all([signToken(access, "a", at), signToken(access, "b", at)]);
  expect(urlOf(one).searchParams.get("X-Amz-Signature")).not.toBe(urlOf(other).searchParams.get("X-Amz-Signature"));
});

test("a token is kept for the next calls, not signed for each", async () => {
  const token = eksTokens(access, "eks-frankfurt");
  expect(await token()).toBe(await token());
});
