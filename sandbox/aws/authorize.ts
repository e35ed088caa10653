import { AwsError } from "./aws-error.ts";
import type { AwsRequest } from "./aws-request.ts";
import type { Call } from "./call.ts";
import { type Decision, type EvaluateInput, evaluate } from "./policy/evaluate.ts";
import type { RequestContext } from "./policy/policy-document.ts";

export type Asked = Pick<EvaluateInput, "action" | "resource" | "resourcePolicy" | "resourcePolicyDecides"> & {
  resourceAccount?: string;
  context?: RequestContext;
};

/** Asks IAM about what a call is about to do. */
export function decide({ caller, cloud, request, region }: Omit<Call, "response">, asked: Asked): Decision {
  return evaluate({
    resourceAccount: caller.account.id,
    ...asked,
    principal: caller.principal,
    identityPolicies: caller.identityPolicies,
    ...(caller.sessionPolicies && { sessionPolicies: caller.sessionPolicies }),
    context: { ...requestContext(request, region, cloud.now()), ...caller.context, ...asked.context },
  });
}

/** What every request brings to the conditions. The stand-in speaks plain HTTP in place of the real services' TLS. */
export function requestContext(request: AwsRequest, region: string, now: number): RequestContext {
  const userAgent = request.header("user-agent");
  return {
    "aws:SourceIp": request.sourceIp,
    "aws:SecureTransport": "true",
    "aws:RequestedRegion": region,
    "aws:CurrentTime": new Date(now).toISOString(),
    "aws:EpochTime": String(Math.floor(now / 1000)),
    ...(userAgent && { "aws:UserAgent": userAgent }),
  };
}

/** Throws the service's access-denied error, in the words AWS has for it, unless IAM allows what is asked. */
export function authorize(call: Omit<Call, "response">, asked: Asked, code = "AccessDeniedException", status = 400) {
  const decision = decide(call, asked);
  if (decision.outcome !== "allowed")
    throw new AwsError(status, code, denialMessage(call.caller.principal.arn, asked.action, asked.resource, decision));
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
export function denialMessage(arn: string, action: string, resource: string, decision: Decision): string {
  const what = `User: ${arn} is not authorized to perform: ${action} on resource: ${resource}`;
  if (decision.outcome === "explicit-deny") return `${what} with an explicit deny in ${article(decision.by)} policy`;
  if (decision.outcome === "implicit-deny") {
    return `${what} because no ${decision.missing} policy allows the ${action} action`;
  }
  return what;
}

function article(kind: string): string {
  return `${kind.startsWith("i") ? "an" : "a"} ${kind}`;
}
