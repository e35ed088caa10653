import { GetRoleCommand, NoSuchEntityException, paginateSimulatePrincipalPolicy } from "@aws-sdk/client-iam";
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
      // IAM sends the document URL-encoded (RFC 3986).
      const trust: PolicyDocument = JSON.parse(
        decodeURIComponent(Role.AssumeRolePolicyDocument ?? "%7B%22Statement%22%3A%5B%5D%7D"),
      );
      return { arn, name, trust, maxSessionSeconds: Role.MaxSessionDuration ?? 3600 };
    } catch (error) {
      if (error instanceof NoSuchEntityException) return undefined;
      throw error;
    }
  });
};

export type Simulated = { action: string; resource: string; allowed: boolean };

/**
 * What a role's own policies say to each action on each resource; a bucket's or a key's own policy is not asked.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export const simulate = (
  access: AwsAccess,
  roleArn: string,
  actions: string[],
  resources: string[],
): Promise<Simulated[]> =>
  asking(access, { what: says("do.simulate", { role: roleArn }), role: roleArn }, async () => {
    const query = { PolicySourceArn: roleArn, ActionNames: actions, ResourceArns: resources };
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
