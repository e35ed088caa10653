import { AwsError } from "../aws-error.ts";
import type { Cloud } from "../call.ts";
import { sessionArn } from "../caller.ts";
import { parsePolicy } from "../policy/policy-document.ts";
import type { Parameters } from "../protocol.ts";
import type { Session } from "../session-token.ts";
import { type Account, type Role, uniqueId, type World } from "../world.ts";

const ROLE_ARN = /^arn:aws:iam::(\d{12}):role\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]+)$/;

export type RoleTarget = { account: Account; role: Role };

/** The role that `RoleArn` names, if there is one. Throws ValidationError for what is no role ARN. */
export function findRole(world: World, arn = ""): RoleTarget | undefined {
  const [, accountId = "", name = ""] = ROLE_ARN.exec(arn) ?? [];
  if (!accountId) throw new AwsError(400, "ValidationError", `${arn} is invalid`);
  const account = world.get(accountId);
  const role = account?.roles.get(name);
  return account && role ? { account, role } : undefined;
}

/** Makes the temporary credentials of a role: key, secret, token, as AssumeRole and its kin return them. */
export function issueSession(
  cloud: Cloud,
  { account, role }: RoleTarget,
  parameters: Parameters,
  maxSeconds: number,
  tags?: Record<string, string>,
) {
  const name = parameters.RoleSessionName ?? "";
  if (!/^[\w+=,.@-]{2,64}$/.test(name)) {
    throw new AwsError(
      400,
      "ValidationError",
      `1 validation error detected: Value '${name}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
    );
  }
  const duration = Number(parameters.DurationSeconds ?? 3600);
  if (!(duration >= 900)) {
    throw new AwsError(
      400,
      "ValidationError",
      `1 validation error detected: Value '${duration}' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900`,
    );
  }
  if (duration > maxSeconds) {
    throw new AwsError(
      400,
      "ValidationError",
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    );
  }
  const session: Session = {
    accessKeyId: uniqueId("ASIA"),
    account: account.id,
    role: role.name,
    name,
    expiresAt: cloud.now() + duration * 1000,
    ...(parameters.Policy && { policies: [readPolicy(parameters.Policy)] }),
    ...(tags && { tags }),
  };
  return {
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: cloud.tokens.secretOf(session.accessKeyId),
      SessionToken: cloud.tokens.seal(session),
      Expiration: `${new Date(session.expiresAt).toISOString().slice(0, 19)}Z`,
    },
    AssumedRoleUser: { AssumedRoleId: `${role.id}:${name}`, Arn: sessionArn(account, role, name) },
  };
}

function readPolicy(text: string) {
  try {
    return parsePolicy(text);
  } catch (error) {
    throw new AwsError(400, "MalformedPolicyDocument", (error as Error).message);
  }
}
