import { randomBytes } from "node:crypto";
import { AwsError } from "../aws-error.ts";
import type { Call } from "../call.ts";
import type { Parameters } from "../protocol.ts";
import { type AccessKey, type User, uniqueId } from "../world.ts";
import { allowIam, noSuchEntity, requireUser } from "./find-entity.ts";

const MAX_KEYS = 2;

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html */
export function listAccessKeys(call: Call, parameters: Parameters) {
  const user = requireUser(call, parameters, "iam:ListAccessKeys");
  return {
    UserName: user.name,
    AccessKeyMetadata: { member: user.accessKeys.map((key) => described(user, key)) },
    IsTruncated: false,
  };
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html: a user has at most two, so that one can replace the other. */
export function createAccessKey(call: Call, parameters: Parameters) {
  const user = requireUser(call, parameters, "iam:CreateAccessKey");
  if (user.accessKeys.length >= MAX_KEYS)
    throw new AwsError(409, "LimitExceeded", `Cannot exceed quota for AccessKeysPerUser: ${MAX_KEYS}`);
  const key: AccessKey = {
    id: uniqueId("AKIA"),
    secret: randomBytes(30).toString("base64"),
    status: "Active",
    createdAt: new Date(call.cloud.now()).toISOString(),
  };
  user.accessKeys.push(key);
  call.cloud.save(user);
  return { AccessKey: { ...described(user, key), SecretAccessKey: key.secret } };
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html */
export function updateAccessKey(call: Call, parameters: Parameters) {
  const user = requireUser(call, parameters, "iam:UpdateAccessKey");
  const key = requireKey(user, parameters);
  if (parameters.Status !== "Active" && parameters.Status !== "Inactive") {
    throw new AwsError(
      400,
      "ValidationError",
      `1 validation error detected: Value '${parameters.Status}' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Expired, Active, Inactive]`,
    );
  }
  key.status = parameters.Status;
  call.cloud.save(user);
  return undefined;
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html */
export function deleteAccessKey(call: Call, parameters: Parameters) {
  const user = requireUser(call, parameters, "iam:DeleteAccessKey");
  const key = requireKey(user, parameters);
  user.accessKeys = user.accessKeys.filter((each) => each !== key);
  call.cloud.save(user);
  return undefined;
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html */
export function getAccessKeyLastUsed(call: Call, { AccessKeyId = "" }: Parameters) {
  const { account } = call.caller;
  const user = [...account.users.values()].find(({ accessKeys }) => accessKeys.some(({ id }) => id === AccessKeyId));
  allowIam(call, "iam:GetAccessKeyLastUsed", user?.arn ?? `arn:aws:iam::${account.id}:user/*`);
  if (!user) throw noSuchEntity(`The Access Key with id ${AccessKeyId} cannot be found.`);
  const used = requireKey(user, { AccessKeyId }).lastUsed;
  const AccessKeyLastUsed = used
    ? { LastUsedDate: used.at, ServiceName: used.service, Region: used.region }
    : { ServiceName: "N/A", Region: "N/A" };
  return { UserName: user.name, AccessKeyLastUsed };
}

function requireKey(user: User, { AccessKeyId }: Parameters): AccessKey {
  const key = user.accessKeys.find(({ id }) => id === AccessKeyId);
  if (!key) throw noSuchEntity(`The Access Key with id ${AccessKeyId} cannot be found.`);
  return key;
}

function described(user: User, { id, status, createdAt }: AccessKey) {
  return { UserName: user.name, AccessKeyId: id, Status: status, CreateDate: createdAt };
}
