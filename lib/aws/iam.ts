import {
  GetRoleCommand,
  NoSuchEntityException,
  paginateListRoles,
  paginateSimulatePrincipalPolicy,
} from "@aws-sdk/client-iam";
import { invalid } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
import type { AwsAccess } from "./access.ts";
import { asking } from "./aws-error.ts";
import { iamClient } from "./clients.ts";
import type { PolicyDocument } from "./trust-policy.ts";

export type IamRole = { arn: string; name: string; trust: PolicyDocument; maxSessionSeconds: number };

/**
 * A role and its trust policy, or undefined when it is not there or the ARN is of another account's role of the same name.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
 */
export const roleOf = (access: AwsAccess, arn: string): Promise<IamRole | undefined> => {
  const name = /^arn:aws[\w-]*:iam::\d{12}:role\/(?:.*\/)?([\w+=,.@-]{1,64})$/.exec(arn)?.[1];
  if (name === undefined) throw invalid("not-role-arn", { arn });
  return asking(access, { what: says("do.read-iam-role", { role: name }), role: arn }, async () => {
    try {
      const { Role } = await iamClient(access).send(new GetRoleCommand({ RoleName: name }));
      if (Role?.Arn !== arn) return undefined;
      const trust = readTrust(Role.AssumeRolePolicyDocument);
      return { arn, name, trust, maxSessionSeconds: Role.MaxSessionDuration ?? 3600 };
    } catch (error) {
      if (error instanceof NoSuchEntityException) return undefined;
      throw error;
    }
  });
};

/** IAM sends the document URL-encoded (RFC 3986). */
const readTrust = (encoded: string | undefined): PolicyDocument =>
  encoded === undefined ? { Statement: [] } : JSON.parse(decodeURIComponent(encoded));

/**
 * The account's roles with their trust policies, as IAM orders them, without those that belong to a service of AWS.
 * @param limit how many are read at most
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html
 */
export const listRoles = (
  access: AwsAccess,
  limit: number,
): Promise<{ roles: Pick<IamRole, "arn" | "name" | "trust">[]; isPartial: boolean }> =>
  asking(access, { what: says("do.list-roles") }, async () => {
    const roles: Pick<IamRole, "arn" | "name" | "trust">[] = [];
    for await (const { Roles = [] } of paginateListRoles({ client: iamClient(access), pageSize: 1000 }, {})) {
      for (const { Arn: arn = "", RoleName: name = "", Path = "/", AssumeRolePolicyDocument } of Roles)
        if (!/^\/aws-(service-role|reserved)\//.test(Path))
          roles.push({ arn, name, trust: readTrust(AssumeRolePolicyDocument) });
      if (roles.length > limit) return { roles: roles.slice(0, limit), isPartial: true };
    }
    return { roles, isPartial: false };
  });

export type Simulated = { action: string; resource: string; allowed: boolean };

/**
 * What a role's own policies say to each action on each resource; a bucket's or a key's own policy is not asked.
 * @param context condition keys that the request would have, such as `s3:prefix`; a condition on any other is not met
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export const simulate = (
  access: AwsAccess,
  roleArn: string,
  actions: string[],
  resources: string[],
  context: Record<string, string> = {},
): Promise<Simulated[]> =>
  asking(access, { what: says("do.simulate", { role: roleArn }), role: roleArn }, async () => {
    const ContextEntries = Object.entries(context).map(([ContextKeyName, value]) => ({
      ContextKeyName,
      ContextKeyValues: [value],
      ContextKeyType: "string" as const,
    }));
    const query = { PolicySourceArn: roleArn, ActionNames: actions, ResourceArns: resources, ContextEntries };
    const simulated: Simulated[] = [];
    for await (const { EvaluationResults = [] } of paginateSimulatePrincipalPolicy(
      { client: iamClient(access) },
      query,
    ))
      for (const {
        EvalActionName: action = "",
        EvalResourceName,
        EvalDecision,
        ResourceSpecificResults = [],
      } of EvaluationResults) {
        const each = ResourceSpecificResults.map((one) => ({
          resource: one.EvalResourceName ?? "",
          decision: one.EvalResourceDecision,
        }));
        const results = each.length > 0 ? each : [{ resource: EvalResourceName ?? "*", decision: EvalDecision }];
        for (const { resource, decision } of results)
          simulated.push({ action, resource, allowed: decision === "allowed" });
      }
    return simulated;
  });
