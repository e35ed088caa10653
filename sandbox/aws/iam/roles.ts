import type { Call } from "../call.ts";
import type { Parameters } from "../protocol.ts";
import type { Role } from "../world.ts";
import { allowIam, encodePolicy, noSuchEntity, pageOf, readPolicyParameter, requireRole } from "./find-entity.ts";

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html */
export function getRole(call: Call, parameters: Parameters) {
  return { Role: described(requireRole(call, parameters, "iam:GetRole")) };
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html: it is asked of the path, and no single role. */
export function listRoles(call: Call, parameters: Parameters) {
  const { account } = call.caller;
  allowIam(call, "iam:ListRoles", `arn:aws:iam::${account.id}:role/`);
  const { items, ...rest } = pageOf([...account.roles.values()], parameters);
  return { Roles: { member: items.map(described) }, ...rest };
}

export function listRolePolicies(call: Call, parameters: Parameters) {
  const role = requireRole(call, parameters, "iam:ListRolePolicies");
  return { PolicyNames: { member: Object.keys(role.policies) }, IsTruncated: false };
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html */
export function getRolePolicy(call: Call, parameters: Parameters) {
  const role = requireRole(call, parameters, "iam:GetRolePolicy");
  const { name, policy } = requirePolicy(role, parameters);
  return { RoleName: role.name, PolicyName: name, PolicyDocument: encodePolicy(policy) };
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html: holds for sessions that are already open. */
export function putRolePolicy(call: Call, parameters: Parameters) {
  const role = requireRole(call, parameters, "iam:PutRolePolicy");
  role.policies = { ...role.policies, [parameters.PolicyName ?? ""]: readPolicyParameter(parameters.PolicyDocument) };
  call.cloud.save(role);
  return undefined;
}

export function deleteRolePolicy(call: Call, parameters: Parameters) {
  const role = requireRole(call, parameters, "iam:DeleteRolePolicy");
  const { name } = requirePolicy(role, parameters);
  role.policies = Object.fromEntries(Object.entries(role.policies).filter(([each]) => each !== name));
  call.cloud.save(role);
  return undefined;
}

export function updateAssumeRolePolicy(call: Call, parameters: Parameters) {
  const role = requireRole(call, parameters, "iam:UpdateAssumeRolePolicy");
  role.trust = readPolicyParameter(parameters.PolicyDocument);
  call.cloud.save(role);
  return undefined;
}

export function listAttachedRolePolicies(call: Call, parameters: Parameters) {
  requireRole(call, parameters, "iam:ListAttachedRolePolicies");
  return { AttachedPolicies: { member: [] }, IsTruncated: false };
}

function requirePolicy({ policies }: Role, { PolicyName: name = "" }: Parameters) {
  const policy = policies[name];
  if (!policy) throw noSuchEntity(`The role policy with name ${name} cannot be found.`);
  return { name, policy };
}

function described({ name, id, arn, createdAt, trust }: Role) {
  return {
    Path: "/",
    RoleName: name,
    RoleId: id,
    Arn: arn,
    CreateDate: createdAt,
    AssumeRolePolicyDocument: encodePolicy(trust),
    MaxSessionDuration: 43200,
  };
}
