import { GetRoleCommand, NoSuchEntityException, paginateSimulatePrincipalPolicy } from "@aws-sdk/client-iam";
import { invalid } from "#lib/platform/errors.ts";
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
  if (name === undefined) throw invalid(`"${arn}" is not the ARN of an IAM role`);
  return asking(access, { what: `read role ${name}`, role: arn }, async () => {
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
  asking(access, { what: `simulate the policies of ${roleArn}`, role: roleArn }, async () => {
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
