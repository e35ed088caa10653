import type { Call } from "../call.ts";
import type { Parameters } from "../protocol.ts";
import type { User } from "../world.ts";
import { allowIam, encodePolicy, noSuchEntity, pageOf, requireUser } from "./find-entity.ts";

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUser.html */
export function getUser(call: Call, parameters: Parameters) {
  return { User: described(requireUser(call, parameters, "iam:GetUser")) };
}

export function listUsers(call: Call, parameters: Parameters) {
  const { account } = call.caller;
  allowIam(call, "iam:ListUsers", `arn:aws:iam::${account.id}:user/*`);
  const { items, ...rest } = pageOf([...account.users.values()], parameters);
  return { Users: { member: items.map(described) }, ...rest };
}

export function listUserPolicies(call: Call, parameters: Parameters) {
  const user = requireUser(call, parameters, "iam:ListUserPolicies");
  return { PolicyNames: { member: Object.keys(user.policies) }, IsTruncated: false };
}

export function getUserPolicy(call: Call, parameters: Parameters) {
  const user = requireUser(call, parameters, "iam:GetUserPolicy");
  const policy = user.policies[parameters.PolicyName ?? ""];
  if (!policy) throw noSuchEntity(`The user policy with name ${parameters.PolicyName} cannot be found.`);
  return { UserName: user.name, PolicyName: parameters.PolicyName, PolicyDocument: encodePolicy(policy) };
}

function described({ name, id, arn, createdAt }: User) {
  return { Path: "/", UserName: name, UserId: id, Arn: arn, CreateDate: createdAt };
}
