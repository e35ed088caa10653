import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import { generateKeyPair, type JWTPayload } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FRANKFURT, policy, SUBJECT, startTestCloud, VIRGINIA } from "../testing/cloud.ts";
import { refusal } from "../testing/refusal.ts";

const API = "https://docs.aws.amazon.com/STS/latest/APIReference";
let cloud: Awaited<ReturnType<typeof startTestCloud>>;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());

const sts = (user: string) => new STSClient(cloud.config(user));
const whoAmI = (client: STSClient) => client.send(new GetCallerIdentityCommand({}));
const RoleArn = `arn:aws:iam::${FRANKFURT}:role/orders`;

async function fromWebIdentity(claims: JWTPayload = {}, more: object = {}) {
  const client = new STSClient({ endpoint: cloud.url, region: "eu-central-1", maxAttempts: 1 });
  const WebIdentityToken = await cloud.token(claims);
  return client.send(
    new AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName: "run-7", WebIdentityToken, ...more }),
  );
}

function asCredentials(given: { AccessKeyId?: string; SecretAccessKey?: string; SessionToken?: string } | undefined) {
  return {
    accessKeyId: given?.AccessKeyId ?? "",
    secretAccessKey: given?.SecretAccessKey ?? "",
    sessionToken: given?.SessionToken ?? "",
  };
}

test(`GetCallerIdentity names the user, without any permission (${API}/API_GetCallerIdentity.html)`, async () => {
  expect(await whoAmI(sts("nobody"))).toMatchObject({
    Arn: `arn:aws:iam::${FRANKFURT}:user/nobody`,
    Account: FRANKFURT,
  });
});

test(`a wrong secret and an unknown key are refused in STS's words (${API}/CommonErrors.html)`, async () => {
  const config = cloud.config("admin");
  const wrong = new STSClient({ ...config, credentials: { ...config.credentials, secretAccessKey: "wrong" } });
  expect(await refusal(whoAmI(wrong))).toMatchObject({ code: "SignatureDoesNotMatch", status: 403 });
  expect(await refusal(whoAmI(sts("stranger")))).toMatchObject({
    code: "InvalidClientTokenId",
    status: 403,
    message: "The security token included in the request is invalid.",
  });
});

describe(`AssumeRoleWithWebIdentity (${API}/API_AssumeRoleWithWebIdentity.html)`, () => {
  test("a service account's token becomes a session of its role, which outlives a restart", async () => {
    const { Credentials, AssumedRoleUser, SubjectFromWebIdentityToken } = await fromWebIdentity();
    expect(SubjectFromWebIdentityToken).toBe(SUBJECT);
    const Arn = `arn:aws:sts::${FRANKFURT}:assumed-role/orders/run-7`;
    expect(AssumedRoleUser?.Arn).toBe(Arn);
    await cloud.restart();
    const session = new STSClient({ ...cloud.config("admin"), credentials: asCredentials(Credentials) });
    expect(await whoAmI(session)).toMatchObject({ Arn, Account: FRANKFURT });
  });

  const seconds = Math.floor(Date.now() / 1000);
  test.each<[string, JWTPayload, object, string, RegExp]>([
    [
      "another service account",
      { sub: "system:serviceaccount:orders-batch:billing" },
      {},
      "AccessDenied",
      /Not authorized to perform sts:AssumeRoleWithWebIdentity/,
    ],
    ["another audience", { aud: "vault" }, {}, "InvalidIdentityTokenException", /Incorrect token audience/],
    [
      "another issuer",
      { iss: "https://elsewhere.example.test" },
      {},
      "InvalidIdentityTokenException",
      /No OpenIDConnect provider found in your account for https:\/\/elsewhere/,
    ],
    ["an expired token", { iat: seconds - 900, exp: seconds - 300 }, {}, "ExpiredTokenException", /Token expired/],
    ["a role that is not there", {}, { RoleArn: `${RoleArn}-2` }, "AccessDenied", /Not authorized/],
    [
      "a role of another account",
      {},
      { RoleArn: `arn:aws:iam::${VIRGINIA}:role/portal` },
      "InvalidIdentityTokenException",
      /No OpenIDConnect provider/,
    ],
    ["no token at all", {}, { WebIdentityToken: "abc" }, "InvalidIdentityTokenException", /not a valid JWT/],
  ])("%s is refused", async (_what, claims, more, code, message) => {
    const refused = await refusal(fromWebIdentity(claims, more));
    expect(refused.code).toBe(code);
    expect(refused.message).toMatch(message);
  });

  test("a token signed by another key is refused", async () => {
    const { privateKey } = await generateKeyPair("RS256");
    const WebIdentityToken = await cloud.token({}, privateKey);
    expect(await refusal(fromWebIdentity({}, { WebIdentityToken }))).toMatchObject({
      code: "InvalidIdentityTokenException",
    });
  });
});

describe(`AssumeRole (${API}/API_AssumeRole.html)`, () => {
  const portal = { RoleArn: `arn:aws:iam::${VIRGINIA}:role/portal`, RoleSessionName: "slipway" };
  const assume = (user: string, more: object) => sts(user).send(new AssumeRoleCommand({ ...portal, ...more }));

  test("another account's role needs the external id its trust policy asks for", async () => {
    expect(await refusal(assume("admin", {}))).toMatchObject({ code: "AccessDenied", status: 403 });
    expect(await refusal(assume("admin", { ExternalId: "else" }))).toMatchObject({ code: "AccessDenied" });
    const { Credentials } = await assume("admin", { ExternalId: "slipway" });
    const session = new STSClient({ ...cloud.config("admin"), credentials: asCredentials(Credentials) });
    expect(await whoAmI(session)).toMatchObject({
      Account: VIRGINIA,
      Arn: `arn:aws:sts::${VIRGINIA}:assumed-role/portal/slipway`,
    });
  });

  test("who is not trusted is refused, and who has no permission of their own as well", async () => {
    expect((await refusal(assume("nobody", { ExternalId: "slipway" }))).message).toContain(
      `User: arn:aws:iam::${FRANKFURT}:user/nobody is not authorized to perform: sts:AssumeRole on resource: ${portal.RoleArn}`,
    );
  });

  test("a session policy narrows the session", async () => {
    const Policy = JSON.stringify(
      policy({ Effect: "Allow", Action: "s3:PutObject", Resource: "arn:aws:s3:::orders-us/in/*" }),
    );
    const { Credentials } = await assume("admin", { ExternalId: "slipway", Policy });
    const s3 = new S3Client({
      ...cloud.config("admin", "us-east-1"),
      forcePathStyle: true,
      credentials: asCredentials(Credentials),
    });
    await s3.send(new PutObjectCommand({ Bucket: "orders-us", Key: "in/a", Body: "x" }));
    const refused = await refusal(s3.send(new GetObjectCommand({ Bucket: "orders-us", Key: "in/a" })));
    expect(refused).toMatchObject({ code: "AccessDenied", status: 403 });
    expect(refused.message).toContain("because no session policy allows the s3:GetObject action");
  });
});
