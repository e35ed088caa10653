import { authorize, denialMessage } from "../authorize.ts";
import { AwsError } from "../aws-error.ts";
import type { Call } from "../call.ts";
import type { Parameters } from "../protocol.ts";
import { findRole, issueSession } from "./issue-session.ts";

const MAX_SECONDS = 43200;
/** Role chaining is limited to one hour. */
const MAX_CHAINED_SECONDS = 3600;

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export function assumeRole(call: Call, parameters: Parameters) {
  const target = findRole(call.cloud.world, parameters.RoleArn);
  const action = "sts:AssumeRole";
  if (!target) {
    // A role that is not there is refused in the same words as one that does not trust the caller.
    throw new AwsError(
      403,
      "AccessDenied",
      denialMessage(call.caller.principal.arn, action, parameters.RoleArn ?? "", { outcome: "allowed" }),
    );
  }
  authorize(
    call,
    {
      action,
      resource: target.role.arn,
      resourceAccount: target.account.id,
      resourcePolicy: target.role.trust,
      resourcePolicyDecides: true,
      context: {
        "sts:RoleSessionName": parameters.RoleSessionName ?? "",
        ...(parameters.ExternalId && { "sts:ExternalId": parameters.ExternalId }),
      },
    },
    "AccessDenied",
    403,
  );
  const chained = call.caller.principal.kind === "session";
  return issueSession(call.cloud, target, parameters, chained ? MAX_CHAINED_SECONDS : MAX_SECONDS);
}
