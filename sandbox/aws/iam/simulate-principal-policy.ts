import { AwsError } from "../aws-error.ts";
import type { Call } from "../call.ts";
import { sessionCaller, userCaller } from "../caller.ts";
import { evaluate } from "../policy/evaluate.ts";
import type { RequestContext } from "../policy/policy-document.ts";
import { memberList, type Parameters } from "../protocol.ts";
import { allowIam, noSuchEntity, readPolicyParameter } from "./find-entity.ts";

const DECISIONS = { allowed: "allowed", "explicit-deny": "explicitDeny", "implicit-deny": "implicitDeny" } as const;

/**
 * Answers for each action and resource what the policies of a user or role would decide; only the context keys that are given are
 * there. https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export function simulatePrincipalPolicy(call: Call, parameters: Parameters) {
  const source = findSource(call, parameters.PolicySourceArn ?? "");
  const extra = memberList(parameters, "PolicyInputList").map(readPolicyParameter);
  const resourcePolicy = parameters.ResourcePolicy ? readPolicyParameter(parameters.ResourcePolicy) : undefined;
  const resources = memberList(parameters, "ResourceArns");
  const actions = memberList(parameters, "ActionNames");
  if (actions.length === 0) throw new AwsError(400, "InvalidInput", "ActionNames must not be empty.");
  const pairs = actions.flatMap((action) =>
    (resources.length > 0 ? resources : ["*"]).map((resource) => ({ action, resource })),
  );
  const member = pairs.map(({ action, resource }) => {
    const decision = evaluate({
      principal: source.principal,
      action,
      resource,
      resourceAccount: /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(resource)?.[1] ?? source.account.id,
      identityPolicies: [...source.identityPolicies, ...extra],
      ...(resourcePolicy && { resourcePolicy }),
      context: { ...source.context, ...contextEntries(parameters) },
    });
    return {
      EvalActionName: action,
      EvalResourceName: resource,
      EvalDecision: DECISIONS[decision.outcome],
      MatchedStatements: "",
      MissingContextValues: "",
    };
  });
  return { EvaluationResults: { member }, IsTruncated: false };
}

function findSource(call: Call, arn: string) {
  const { account } = call.caller;
  allowIam(call, "iam:SimulatePrincipalPolicy", arn);
  const [, kind, name = ""] = /^arn:aws:iam::\d{12}:(user|role)\/(.+)$/.exec(arn) ?? [];
  const user = kind === "user" ? account.users.get(name) : undefined;
  const session = { accessKeyId: "", account: account.id, role: name, name: "simulated", expiresAt: 0 };
  const source = user
    ? userCaller(account, user)
    : kind === "role"
      ? sessionCaller(call.cloud.world, session)
      : undefined;
  if (!source) throw noSuchEntity(`The policy source ${arn} cannot be found.`);
  return source;
}

function contextEntries(parameters: Parameters): RequestContext {
  const context: RequestContext = {};
  for (let at = 1; parameters[`ContextEntries.member.${at}.ContextKeyName`]; at++) {
    const name = parameters[`ContextEntries.member.${at}.ContextKeyName`] as string;
    context[name] = memberList(parameters, `ContextEntries.member.${at}.ContextKeyValues`);
  }
  return context;
}
