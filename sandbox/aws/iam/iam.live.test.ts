import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  DeleteRolePolicyCommand,
  GetAccessKeyLastUsedCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListAttachedRolePoliciesCommand,
  ListGroupsCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
  SimulatePrincipalPolicyCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FRANKFURT, policy, startTestCloud } from "../testing/cloud.ts";
import { refusal } from "../testing/refusal.ts";

const API = "https://docs.aws.amazon.com/IAM/latest/APIReference";
let cloud: Awaited<ReturnType<typeof startTestCloud>>;
let iam: IAMClient;
beforeAll(async () => {
  cloud = await startTestCloud();
  iam = new IAMClient(cloud.config("admin", "us-east-1"));
});
afterAll(() => cloud.stop());

const withKey = (accessKeyId = "", secretAccessKey = "") =>
  new IAMClient({
    ...cloud.config("admin", "us-east-1"),
    endpoint: cloud.url,
    credentials: { accessKeyId, secretAccessKey },
  });

describe(`Access keys (${API}/API_CreateAccessKey.html, ${API}/API_UpdateAccessKey.html)`, () => {
  test("a second key works beside the first, a third is too many, an inactive or deleted one is refused, over a restart too", async () => {
    const UserName = "nobody";
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    const AccessKeyId = AccessKey?.AccessKeyId ?? "";
    const fresh = () => withKey(AccessKeyId, AccessKey?.SecretAccessKey).send(new GetUserCommand({}));
    expect(await refusal(fresh())).toMatchObject({ code: "AccessDenied", status: 403 });
    expect(await refusal(iam.send(new CreateAccessKeyCommand({ UserName })))).toMatchObject({
      code: "LimitExceededException",
      status: 409,
    });
    const used = await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
    expect(used).toMatchObject({ UserName, AccessKeyLastUsed: { ServiceName: "iam", Region: "us-east-1" } });

    await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: "Inactive" }));
    await cloud.restart();
    iam = new IAMClient(cloud.config("admin", "us-east-1"));
    expect(await refusal(fresh())).toMatchObject({ code: "InvalidClientTokenId", status: 403 });
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName }));
    expect(AccessKeyMetadata?.map(({ Status }) => Status)).toEqual(["Active", "Inactive"]);
    expect(AccessKeyMetadata?.[1]?.CreateDate).toBeInstanceOf(Date);

    await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
    expect(await refusal(iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId })))).toMatchObject({
      code: "NoSuchEntityException",
      status: 404,
    });
  });
});

describe(`Roles (${API}/API_GetRole.html, ${API}/API_PutRolePolicy.html)`, () => {
  test("trust and inline policies come back URL-encoded", async () => {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: "orders" }));
    expect(Role?.Arn).toBe(`arn:aws:iam::${FRANKFURT}:role/orders`);
    expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")).Statement[0].Action).toBe(
      "sts:AssumeRoleWithWebIdentity",
    );
    expect((await iam.send(new ListRolesCommand({}))).Roles?.map(({ RoleName }) => RoleName)).toEqual([
      "orders",
      "orders-of-pods",
    ]);
    expect((await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: "orders" }))).AttachedPolicies).toEqual([]);
  });

  test("a policy is put, read, and deleted", async () => {
    const named = { RoleName: "orders", PolicyName: "extra" };
    const PolicyDocument = JSON.stringify(policy({ Effect: "Allow", Action: "s3:PutObject", Resource: "*" }));
    await iam.send(new PutRolePolicyCommand({ ...named, PolicyDocument }));
    expect((await iam.send(new ListRolePoliciesCommand({ RoleName: "orders" }))).PolicyNames).toEqual([
      "policy-1",
      "extra",
    ]);
    expect(decodeURIComponent((await iam.send(new GetRolePolicyCommand(named))).PolicyDocument ?? "")).toBe(
      PolicyDocument,
    );
    await iam.send(new DeleteRolePolicyCommand(named));
    expect(await refusal(iam.send(new GetRolePolicyCommand(named)))).toMatchObject({
      code: "NoSuchEntityException",
      message: "The role policy with name extra cannot be found.",
    });
    expect(await refusal(iam.send(new PutRolePolicyCommand({ ...named, PolicyDocument: "{" })))).toMatchObject({
      code: "MalformedPolicyDocumentException",
      status: 400,
    });
  });
});

test(`SimulatePrincipalPolicy gives a decision for each action and resource (${API}/API_SimulatePrincipalPolicy.html)`, async () => {
  const { EvaluationResults } = await iam.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: `arn:aws:iam::${FRANKFURT}:role/orders`,
      ActionNames: ["s3:GetObject", "s3:PutObject"],
      ResourceArns: ["arn:aws:s3:::orders-eu/a", "arn:aws:s3:::orders-us/a"],
    }),
  );
  expect(EvaluationResults?.map((each) => [each.EvalActionName, each.EvalResourceName, each.EvalDecision])).toEqual([
    ["s3:GetObject", "arn:aws:s3:::orders-eu/a", "allowed"],
    ["s3:GetObject", "arn:aws:s3:::orders-us/a", "implicitDeny"],
    ["s3:PutObject", "arn:aws:s3:::orders-eu/a", "implicitDeny"],
    ["s3:PutObject", "arn:aws:s3:::orders-us/a", "implicitDeny"],
  ]);
});

test.each([
  ["s3.eu-central-1.amazonaws.com", "allowed"],
  ["secretsmanager.eu-central-1.amazonaws.com", "implicitDeny"],
])("a simulated right to a key asks through which service: %s is %s", async (service, decision) => {
  const key = `arn:aws:kms:eu-central-1:${FRANKFURT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
  const Condition = { StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" } };
  const PolicyDocument = JSON.stringify(policy({ Effect: "Allow", Action: "kms:Decrypt", Resource: key, Condition }));
  await iam.send(new PutRolePolicyCommand({ RoleName: "orders", PolicyName: "key", PolicyDocument }));
  const { EvaluationResults } = await iam.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: `arn:aws:iam::${FRANKFURT}:role/orders`,
      ActionNames: ["kms:Decrypt", "kms:GenerateDataKey"],
      ResourceArns: [key],
      ContextEntries: [{ ContextKeyName: "kms:ViaService", ContextKeyValues: [service], ContextKeyType: "string" }],
    }),
  );
  expect(EvaluationResults?.map(({ EvalDecision }) => EvalDecision)).toEqual([decision, "implicitDeny"]);
});

test("what a user may not do is AccessDenied, what the stand-in does not know is InvalidAction", async () => {
  const nobody = new IAMClient(cloud.config("nobody", "us-east-1"));
  const refused = await refusal(nobody.send(new ListRolesCommand({})));
  expect(refused).toMatchObject({ code: "AccessDenied", status: 403 });
  expect(refused.message).toContain("is not authorized to perform: iam:ListRoles on resource:");
  expect(await refusal(iam.send(new ListGroupsCommand({})))).toMatchObject({ code: "InvalidAction", status: 400 });
});
