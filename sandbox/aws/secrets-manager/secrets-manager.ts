import { authorize } from "../authorize.ts";
import { AwsError } from "../aws-error.ts";
import type { Call } from "../call.ts";
import { type JsonInput, type JsonOperation, seconds, text } from "../protocol.ts";
import { createSecret, type Secret, type SecretVersion } from "../world.ts";
import { findSecret, requireSecret, secretAsked, stagesById } from "./find-secret.ts";
import { allowSecretKey, secretKeyIn } from "./secret-key.ts";
import { createVersion, moveStage } from "./secret-version.ts";

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html */
export const secretsManager: Record<string, JsonOperation> = {
  GetSecretValue: (call, input) => {
    const stage = text(input, "VersionStage");
    const id = text(input, "VersionId");
    const secret = requireSecret(call, input, "secretsmanager:GetSecretValue", {
      ...(stage && { "secretsmanager:VersionStage": stage }),
      ...(id && { "secretsmanager:VersionId": id }),
    });
    const version = pickVersion(secret, id, stage);
    allowSecretKey(call, secret, "kms:Decrypt");
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: version.id,
      SecretString: version.value,
      VersionStages: version.stages,
      CreatedDate: seconds(version.createdAt),
    };
  },

  DescribeSecret: (call, input) => describe(requireSecret(call, input, "secretsmanager:DescribeSecret")),

  ListSecrets: (call, input) => {
    authorize(call, { action: "secretsmanager:ListSecrets", resource: "*" });
    const here = [...call.caller.account.secrets.values()].filter(({ region }) => region === call.region);
    const names = nameFilters(input);
    const all = here.filter(({ name }) => names.length === 0 || names.some((prefix) => name.startsWith(prefix)));
    const start = Number(text(input, "NextToken") ?? 0);
    const size = typeof input.MaxResults === "number" ? input.MaxResults : 100;
    const end = start + size;
    if (Number.isNaN(start)) throw new AwsError(400, "InvalidNextTokenException", "The NextToken value is invalid.");
    if (size < 1 || size > 100)
      throw new AwsError(400, "ValidationException", "Value at 'maxResults' failed to satisfy constraint: 1 to 100");
    return {
      SecretList: all.slice(start, end).map((secret) => {
        const { VersionIdsToStages, ...rest } = describe(secret);
        return { ...rest, SecretVersionsToStages: VersionIdsToStages };
      }),
      ...(end < all.length && { NextToken: String(end) }),
    };
  },

  ListSecretVersionIds: (call, input) => {
    const secret = requireSecret(call, input, "secretsmanager:ListSecretVersionIds");
    const shown = secret.versions.filter(({ stages }) => stages.length > 0 || input.IncludeDeprecated === true);
    return {
      ARN: secret.arn,
      Name: secret.name,
      Versions: shown.map(({ id, stages, createdAt }) => ({
        VersionId: id,
        VersionStages: stages,
        CreatedDate: seconds(createdAt),
      })),
    };
  },

  CreateSecret: (call, input) => {
    const name = text(input, "Name") ?? "";
    if (!/^[\w/+=.@-]{1,512}$/.test(name)) {
      throw new AwsError(
        400,
        "ValidationException",
        "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
      );
    }
    const { account } = call.caller;
    authorize(call, {
      action: "secretsmanager:CreateSecret",
      resource: secretAsked(call, name),
      context: { "secretsmanager:Name": name },
    });
    if (findSecret(call, name))
      throw new AwsError(
        400,
        "ResourceExistsException",
        `The operation failed because the secret ${name} already exists.`,
      );
    const secret: Secret = createSecret(
      account.id,
      call.region,
      name,
      text(input, "SecretString"),
      text(input, "ClientRequestToken"),
    );
    const description = text(input, "Description");
    if (description) secret.description = description;
    const kmsKeyId = secretKeyIn(call, input);
    if (kmsKeyId) secret.kmsKeyId = kmsKeyId;
    allowSecretKey(call, secret, "kms:GenerateDataKey", "kms:Decrypt");
    account.secrets.set(secret.arn, secret);
    call.cloud.save(secret);
    return { ARN: secret.arn, Name: name, ...(secret.versions[0] && { VersionId: secret.versions[0].id }) };
  },

  PutSecretValue: (call, input) => putValue(call, input, "secretsmanager:PutSecretValue"),

  UpdateSecret: (call, input) => {
    const secret = requireSecret(call, input, "secretsmanager:UpdateSecret");
    if (text(input, "KmsKeyId") !== undefined) {
      const kmsKeyId = secretKeyIn(call, input);
      const { kmsKeyId: _, ...others } = secret;
      allowSecretKey(call, { ...others, ...(kmsKeyId && { kmsKeyId }) }, "kms:GenerateDataKey", "kms:Decrypt");
      if (kmsKeyId) secret.kmsKeyId = kmsKeyId;
      else delete secret.kmsKeyId;
      call.cloud.save(secret);
    }
    if (text(input, "SecretString") === undefined) return { ARN: secret.arn, Name: secret.name };
    return putValue(call, input, "secretsmanager:UpdateSecret");
  },

  UpdateSecretVersionStage: (call, input) => {
    const secret = requireSecret(call, input, "secretsmanager:UpdateSecretVersionStage");
    const to = text(input, "MoveToVersionId");
    const version = secret.versions.find(({ id }) => id === to);
    if (!version)
      throw new AwsError(400, "InvalidParameterException", `Can't find the version ${to} to move the label to.`);
    moveStage(secret, text(input, "VersionStage") ?? "", version);
    call.cloud.save(secret);
    return { ARN: secret.arn, Name: secret.name };
  },
};

function putValue(call: Call, input: JsonInput, action: string) {
  const secret = requireSecret(call, input, action);
  allowSecretKey(call, secret, "kms:GenerateDataKey");
  const stages = Array.isArray(input.VersionStages) ? (input.VersionStages as string[]) : ["AWSCURRENT"];
  const version = createVersion(secret, text(input, "SecretString") ?? "", text(input, "ClientRequestToken"), stages);
  call.cloud.save(secret);
  return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: version.stages };
}

function pickVersion(secret: Secret, id: string | undefined, stage: string | undefined): SecretVersion {
  const wanted = stage ?? (id === undefined ? "AWSCURRENT" : undefined);
  const version = secret.versions.find(
    (each) => (id === undefined || each.id === id) && (wanted === undefined || each.stages.includes(wanted)),
  );
  if (version) return version;
  const what = id !== undefined ? `VersionId: ${id}` : `staging label: ${wanted}`;
  throw new AwsError(
    400,
    "ResourceNotFoundException",
    `Secrets Manager can't find the specified secret value for ${what}`,
  );
}

function describe(secret: Secret) {
  return {
    ARN: secret.arn,
    Name: secret.name,
    ...(secret.description && { Description: secret.description }),
    ...(secret.kmsKeyId && { KmsKeyId: secret.kmsKeyId }),
    CreatedDate: seconds(secret.createdAt),
    LastChangedDate: seconds(secret.changedAt),
    VersionIdsToStages: stagesById(secret),
  };
}

function nameFilters({ Filters }: JsonInput): string[] {
  const filters = Array.isArray(Filters) ? (Filters as { Key?: string; Values?: string[] }[]) : [];
  return filters.filter(({ Key }) => Key === "name").flatMap(({ Values }) => Values ?? []);
}
