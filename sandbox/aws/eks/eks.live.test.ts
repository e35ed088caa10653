import { DescribeClusterCommand, EKSClient, ListClustersCommand } from "@aws-sdk/client-eks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startAuthenticator } from "../authenticator.ts";
import { FRANKFURT, ISSUER, keysOf, startTestCloud } from "../testing/cloud.ts";
import { presign } from "../testing/presign.ts";
import { refusal } from "../testing/refusal.ts";

const API = "https://docs.aws.amazon.com/eks/latest/APIReference";
let cloud: Awaited<ReturnType<typeof startTestCloud>>;
let authenticator: Awaited<ReturnType<typeof startAuthenticator>>;
beforeAll(async () => {
  cloud = await startTestCloud();
  const accessEntries = [
    { principalArn: `arn:aws:iam::${FRANKFURT}:user/admin`, username: "slipway:{{SessionName}}", groups: ["slipway"] },
  ];
  authenticator = await startAuthenticator({ stsUrl: cloud.url, clusterName: "eks-frankfurt", accessEntries });
});
afterAll(async () => {
  await authenticator.stop();
  await cloud.stop();
});

test(`a cluster is described with endpoint, CA and issuer (${API}/API_DescribeCluster.html)`, async () => {
  const eks = new EKSClient(cloud.config("admin"));
  expect((await eks.send(new ListClustersCommand({}))).clusters).toEqual(["eks-frankfurt"]);
  const { cluster } = await eks.send(new DescribeClusterCommand({ name: "eks-frankfurt" }));
  expect(cluster).toMatchObject({
    status: "ACTIVE",
    endpoint: "https://127.0.0.1:1",
    identity: { oidc: { issuer: ISSUER } },
  });
  expect(Buffer.from(cluster?.certificateAuthority?.data ?? "", "base64").toString()).toBe("PEM");
  expect(await refusal(eks.send(new DescribeClusterCommand({ name: "none" })))).toMatchObject({
    code: "ResourceNotFoundException",
    status: 404,
    message: "No cluster found for name: none.",
  });
  const nobody = new EKSClient(cloud.config("nobody"));
  expect(await refusal(nobody.send(new DescribeClusterCommand({ name: "eks-frankfurt" })))).toMatchObject({
    code: "AccessDeniedException",
    status: 403,
  });
});

test(`clusters are listed page by page, by who may (${API}/API_ListClusters.html)`, async () => {
  const eks = new EKSClient(cloud.config("admin"));
  const first = await eks.send(new ListClustersCommand({ maxResults: 1 }));
  expect(first).toMatchObject({ clusters: ["eks-frankfurt"] });
  expect(first.nextToken ?? undefined).toBeUndefined();
  expect((await new EKSClient(cloud.config("admin", "us-east-1")).send(new ListClustersCommand({}))).clusters).toEqual(
    [],
  );
  const nobody = new EKSClient(cloud.config("nobody"));
  expect(await refusal(nobody.send(new ListClustersCommand({})))).toMatchObject({
    code: "AccessDeniedException",
    status: 403,
    message: expect.stringContaining("eks:ListClusters"),
  });
});

type Made = { user?: string; cluster?: string; expiresSeconds?: number; action?: string; host?: string };

/** What `aws eks get-token` makes: a presigned GetCallerIdentity whose signature covers the cluster's name. */
function eksToken({
  user = "admin",
  cluster = "eks-frankfurt",
  expiresSeconds = 60,
  action = "GetCallerIdentity",
  host = cloud.url,
}: Made = {}): string {
  const query: [string, string][] = [
    ["Action", action],
    ["Version", "2011-06-15"],
  ];
  const url = presign({
    url: `${host}/`,
    service: "sts",
    region: "eu-central-1",
    credentials: keysOf(user),
    expiresSeconds,
    query,
    headers: { "x-k8s-aws-id": cluster },
  });
  return `k8s-aws-v1.${Buffer.from(url).toString("base64url")}`;
}

async function review(token: string) {
  const body = JSON.stringify({ apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", spec: { token } });
  const answer = await fetch(authenticator.url, { method: "POST", body });
  return (await answer.json()) as { kind: string; status: { authenticated: boolean; user?: object; error?: string } };
}

test("a token of a principal with an access entry is that entry's user (https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html)", async () => {
  const { kind, status } = await review(eksToken());
  expect(kind).toBe("TokenReview");
  expect(status).toMatchObject({ authenticated: true, user: { username: "slipway:admin", groups: ["slipway"] } });
});

test.each<[string, () => Made, RegExp]>([
  ["a principal without an access entry", () => ({ user: "nobody" }), /no access entry/],
  ["a token for another cluster", () => ({ cluster: "eks-virginia" }), /STS refused the token with 403/],
  ["a key that STS does not know", () => ({ user: "stranger" }), /STS refused the token with 403/],
  ["a URL of another host", () => ({ host: "http://127.0.0.1:9" }), /not of STS/],
  ["another action", () => ({ action: "AssumeRole" }), /not a GetCallerIdentity/],
  ["a token that is good for an hour", () => ({ expiresSeconds: 3600 }), /15 minutes/],
])("%s is not authenticated", async (_what, made, why) => {
  const { status } = await review(eksToken(made()));
  expect(status.authenticated).toBe(false);
  expect(status.error).toMatch(why);
});

test("a token of another kind is left to others", async () => {
  expect((await review("abc")).status).toEqual({ authenticated: false });
});
