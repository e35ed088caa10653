import { holds } from "./condition.ts";
import { matchesAction, matchesResource } from "./match.ts";
import { list, type PolicyDocument, type PolicyStatement, type RequestContext } from "./policy-document.ts";
import { type Naming, namingOf, type Principal } from "./principal.ts";

export type EvaluateInput = {
  principal: Principal;
  action: string;
  resource: string;
  /** Account that owns the resource. */
  resourceAccount: string;
  context: RequestContext;
  identityPolicies: PolicyDocument[];
  /** Of an assumed role's session; absent when none was passed. An empty list allows nothing. */
  sessionPolicies?: PolicyDocument[];
  resourcePolicy?: PolicyDocument;
  /** True for a role's trust policy: without a word in it nobody comes in, whatever their own policies say. */
  resourcePolicyDecides?: boolean;
};

export type PolicyKind = "identity-based" | "resource-based" | "session";

export type Decision =
  | { outcome: "allowed" }
  | { outcome: "explicit-deny"; by: PolicyKind }
  | { outcome: "implicit-deny" /** The kind of policy that would have had to allow it. */; missing: PolicyKind };

/**
 * Decides one request as IAM does: everything is denied unless allowed, and a Deny beats every Allow. Within an account the
 * caller's own or the resource's policy may allow; across accounts both must; a session policy narrows what its role may do.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate(input: EvaluateInput): Decision {
  const { principal, identityPolicies, sessionPolicies, resourcePolicy } = input;
  const denying = (policies: PolicyDocument[]) => applying(policies, "Deny", input).length > 0;
  if (denying(identityPolicies)) return { outcome: "explicit-deny", by: "identity-based" };
  if (sessionPolicies && denying(sessionPolicies)) return { outcome: "explicit-deny", by: "session" };
  if (resourcePolicy && namings(resourcePolicy, "Deny", input).length > 0)
    return { outcome: "explicit-deny", by: "resource-based" };

  const named = resourcePolicy ? namings(resourcePolicy, "Allow", input) : [];
  if (principal.kind === "anonymous" || principal.kind === "federated" || principal.kind === "service") {
    return named.length > 0 ? { outcome: "allowed" } : missing("resource-based");
  }

  const identityAllows = principal.kind === "root" || applying(identityPolicies, "Allow", input).length > 0;
  if (principal.account !== input.resourceAccount) {
    if (!identityAllows) return missing("identity-based");
    if (named.length === 0) return missing("resource-based");
    return withinSession(input);
  }
  if (input.resourcePolicyDecides && named.length === 0) return missing("resource-based");
  if (named.includes("itself")) return { outcome: "allowed" };
  if (!identityAllows && !named.includes("role") && !named.includes("everyone")) return missing("identity-based");
  return withinSession(input);
}

function withinSession(input: EvaluateInput): Decision {
  if (!input.sessionPolicies || applying(input.sessionPolicies, "Allow", input).length > 0)
    return { outcome: "allowed" };
  return missing("session");
}

function missing(kind: PolicyKind): Decision {
  return { outcome: "implicit-deny", missing: kind };
}

function applying(
  policies: PolicyDocument[],
  effect: PolicyStatement["Effect"],
  input: EvaluateInput,
): PolicyStatement[] {
  return policies.flatMap((policy) => {
    // Variables are a feature of the 2012 policy language; before it they are plain text.
    const variables = policy.Version === "2012-10-17";
    return list(policy.Statement).filter(
      (statement) =>
        statement.Effect === effect &&
        matchesAction(statement, input.action) &&
        matchesResource(statement, input.resource, input.context, variables) &&
        holds(statement.Condition, input.context, variables),
    );
  });
}

function namings(policy: PolicyDocument, effect: PolicyStatement["Effect"], input: EvaluateInput): Naming[] {
  return applying([policy], effect, input).flatMap((statement) => {
    if (statement.NotPrincipal) return namingOf(statement.NotPrincipal, input.principal) ? [] : ["everyone" as const];
    const naming = statement.Principal && namingOf(statement.Principal, input.principal);
    return naming ? [naming] : [];
  });
}
