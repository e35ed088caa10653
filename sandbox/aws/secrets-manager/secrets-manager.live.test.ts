import { IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  ListSecretsCommand,
  PutSecretValueCommand,
  paginateListSecrets,
  SecretsManagerClient,
  UpdateSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FRANKFURT, keysOf, policy, startTestCloud } from "../testing/cloud.ts";
import { refusal } from "../testing/refusal.ts";

const API = "https://docs.aws.amazon.com/secretsmanager/latest/apireference";
const SecretId = "orders/db-password";
let cloud: Awaited<ReturnType<typeof startTestCloud>>;
let admin: SecretsManagerClient;
beforeAll(async () => {
  cloud = await startTestCloud();
  admin = new SecretsManagerClient(cloud.config("admin"));
});
afterAll(() => cloud.stop());

const get = (more: Partial<GetSecretValueCommandInput> = {}, client = admin) =>
  client.send(new GetSecretValueCommand({ SecretId, ...more }));

describe(`Versions and stages (${API}/API_PutSecretValue.html, ${API}/API_GetSecretValue.html)`, () => {
  test("a new value becomes AWSCURRENT and the old one AWSPREVIOUS; both can be read by stage and by id", async () => {
    const first = await get();
    expect(first).toMatchObject({ SecretString: "first", VersionStages: ["AWSCURRENT"], Name: SecretId });
    const { VersionId } = await admin.send(new PutSecretValueCommand({ SecretId, SecretString: "second" }));
    expect(await get()).toMatchObject({ SecretString: "second", VersionId });
    expect(await get({ VersionStage: "AWSPREVIOUS" })).toMatchObject({
      SecretString: "first",
      VersionId: first.VersionId,
    });
    expect(await get({ VersionId: first.VersionId })).toMatchObject({
      SecretString: "first",
      VersionStages: ["AWSPREVIOUS"],
    });

    const third = await admin.send(new PutSecretValueCommand({ SecretId, SecretString: "third" }));
    const described = await admin.send(new DescribeSecretCommand({ SecretId }));
    expect(described.VersionIdsToStages).toEqual({
      [third.VersionId ?? ""]: ["AWSCURRENT"],
      [VersionId ?? ""]: ["AWSPREVIOUS"],
    });
    await cloud.restart();
    admin = new SecretsManagerClient(cloud.config("admin"));
    expect((await get()).SecretString).toBe("third");
  });

  test("the same token and value is no new version, the same token with another value is refused", async () => {
    const put = (SecretString: string) =>
      admin.send(
        new PutSecretValueCommand({
          SecretId: "billing/api-key",
          SecretString,
          ClientRequestToken: "11111111-2222-4333-8444-555555555555",
        }),
      );
    expect((await put("v")).VersionId).toBe((await put("v")).VersionId);
    expect(await refusal(put("w"))).toMatchObject({ code: "ResourceExistsException", status: 400 });
  });
});

test(`a secret is created, found by name prefix, and read by its ARN (${API}/API_CreateSecret.html, ${API}/API_ListSecrets.html)`, async () => {
  const { ARN } = await admin.send(
    new CreateSecretCommand({ Name: "orders/new", SecretString: "x", Description: "made by a test" }),
  );
  expect(ARN).toMatch(new RegExp(`^arn:aws:secretsmanager:eu-central-1:${FRANKFURT}:secret:orders/new-\\w{6}$`));
  expect((await get({ SecretId: ARN })).SecretString).toBe("x");
  const listed = await admin.send(new ListSecretsCommand({ Filters: [{ Key: "name", Values: ["orders/"] }] }));
  expect(listed.SecretList?.map(({ Name }) => Name).sort()).toEqual(["orders/db-password", "orders/new"]);
  expect(await refusal(admin.send(new CreateSecretCommand({ Name: "orders/new", SecretString: "x" })))).toMatchObject({
    code: "ResourceExistsException",
  });
});

test(`secrets are listed page by page without their values, by who may (${API}/API_ListSecrets.html)`, async () => {
  const pages: (string | undefined)[][] = [];
  for await (const page of paginateListSecrets({ client: admin, pageSize: 1 }, {})) {
    pages.push((page.SecretList ?? []).map(({ Name }) => Name));
    expect(JSON.stringify(page.SecretList)).not.toContain("SecretString");
  }
  expect(pages.every((page) => page.length === 1)).toBe(true);
  expect(pages.flat()).toEqual(expect.arrayContaining(["orders/db-password", "billing/api-key"]));
  expect(await refusal(admin.send(new ListSecretsCommand({ MaxResults: 101 })))).toMatchObject({
    code: "ValidationException",
  });
  const nobody = new SecretsManagerClient(cloud.config("nobody"));
  expect(await refusal(nobody.send(new ListSecretsCommand({})))).toMatchObject({
    code: "AccessDeniedException",
    message: expect.stringContaining("secretsmanager:ListSecrets"),
  });
});

describe("A customer's key (https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html)", () => {
  const key = `arn:aws:kms:eu-central-1:${FRANKFURT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
  const noKey = { code: "AccessDeniedException", status: 400, message: "Access to KMS is not allowed" };
  const encrypted = { SecretId: "orders/encrypted" };
  const describeIt = () => admin.send(new DescribeSecretCommand(encrypted));
  const keyIs = (KmsKeyId: string) => admin.send(new UpdateSecretCommand({ ...encrypted, KmsKeyId }));
  const roleDecryptsBy = (service: string) =>
    new IAMClient(cloud.config("admin", "us-east-1")).send(
      new PutRolePolicyCommand({
        RoleName: "orders",
        PolicyName: "key",
        PolicyDocument: JSON.stringify(
          policy({
            Effect: "Allow",
            Action: "kms:Decrypt",
            Resource: key,
            Condition: { StringEquals: { "kms:ViaService": `${service}.eu-central-1.amazonaws.com` } },
          }),
        ),
      }),
    );

  test("is told, and a value is read by who may decrypt with it through Secrets Manager", async () => {
    await admin.send(new CreateSecretCommand({ Name: "orders/encrypted", SecretString: "x", KmsKeyId: key }));
    expect((await describeIt()).KmsKeyId).toBe(key);
    expect((await admin.send(new DescribeSecretCommand({ SecretId }))).KmsKeyId).toBeUndefined();
    const pod = new SecretsManagerClient(cloud.config(await cloud.podCredentials()));
    expect(await refusal(get(encrypted, pod))).toEqual(noKey);
    await roleDecryptsBy("s3");
    expect(await refusal(get(encrypted, pod))).toEqual(noKey);
    await roleDecryptsBy("secretsmanager");
    expect((await get(encrypted, pod)).SecretString).toBe("x");
  });

  test("takes the place of another without a new version, and goes for AWS's own", async () => {
    const before = (await describeIt()).VersionIdsToStages;
    await keyIs("99999999-12ab-34cd-56ef-1234567890ab");
    const pod = new SecretsManagerClient(cloud.config(await cloud.podCredentials()));
    expect(await refusal(get(encrypted, pod))).toEqual(noKey);
    await keyIs("alias/aws/secretsmanager");
    expect((await get(encrypted, pod)).SecretString).toBe("x");
    expect(await describeIt()).toMatchObject({ VersionIdsToStages: before });
    expect((await describeIt()).KmsKeyId).toBeUndefined();
  });
});

describe(`Refusals (${API}/API_GetSecretValue.html#API_GetSecretValue_Errors, ${API}/CommonErrors.html)`, () => {
  test("a missing secret, version and stage", async () => {
    expect(await refusal(get({ SecretId: "orders/none" }))).toMatchObject({
      code: "ResourceNotFoundException",
      status: 400,
      message: "Secrets Manager can't find the specified secret.",
    });
    const stage = await refusal(get({ VersionStage: "AWSPENDING" }));
    expect(stage).toMatchObject({
      code: "ResourceNotFoundException",
      message: "Secrets Manager can't find the specified secret value for staging label: AWSPENDING",
    });
    expect(await refusal(get({ VersionId: "00000000-0000-4000-8000-000000000000" }))).toMatchObject({
      code: "ResourceNotFoundException",
    });
  });

  test("another region has not got it", async () => {
    expect(await refusal(get({}, new SecretsManagerClient(cloud.config("admin", "us-east-1"))))).toMatchObject({
      code: "ResourceNotFoundException",
    });
  });

  test("who may not read is told so, and not whether it exists", async () => {
    const nobody = new SecretsManagerClient(cloud.config("nobody"));
    for (const id of [SecretId, "orders/none"]) {
      const refused = await refusal(get({ SecretId: id }, nobody));
      expect(refused).toMatchObject({ code: "AccessDeniedException", status: 400 });
      expect(refused.message).toContain(
        `User: arn:aws:iam::${FRANKFURT}:user/nobody is not authorized to perform: secretsmanager:GetSecretValue on resource: `,
      );
      expect(refused.message).toContain(
        "because no identity-based policy allows the secretsmanager:GetSecretValue action",
      );
    }
  });

  test("a pod's role reads the secrets its policy names, and no others", async () => {
    const pod = new SecretsManagerClient(cloud.config(await cloud.podCredentials()));
    expect((await get({}, pod)).SecretString).toBe("third");
    const refused = await refusal(get({ SecretId: "billing/api-key" }, pod));
    expect(refused.message).toContain(`User: arn:aws:sts::${FRANKFURT}:assumed-role/orders/pod is not authorized`);
  });

  test("a wrong secret, an unknown key, an unknown operation", async () => {
    const credentials = { ...keysOf("admin"), secretAccessKey: "wrong" };
    expect(await refusal(get({}, new SecretsManagerClient({ ...cloud.config("admin"), credentials })))).toMatchObject({
      code: "InvalidSignatureException",
    });
    expect(await refusal(get({}, new SecretsManagerClient(cloud.config("stranger"))))).toMatchObject({
      code: "UnrecognizedClientException",
      message: "The security token included in the request is invalid.",
    });
    expect(await refusal(admin.send(new GetRandomPasswordCommand({})))).toMatchObject({
      code: "UnknownOperationException",
    });
  });
});
