import type { PolicyDocument, RequestContext } from "./policy/policy-document.ts";
import type { Principal } from "./policy/principal.ts";
import type { Session } from "./session-token.ts";
import type { Account, Role, User, World } from "./world.ts";

/** Who signed a request, with the policies that are theirs at this moment. */
export type Caller = {
  account: Account;
  principal: Extract<Principal, { kind: "user" | "session" }>;
  userId: string;
  identityPolicies: PolicyDocument[];
  sessionPolicies?: PolicyDocument[];
  /** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
  context: RequestContext;
  session?: Session;
};

export function userCaller(account: Account, user: User): Caller {
  return {
    account,
    principal: { kind: "user", arn: user.arn, account: account.id },
    userId: user.id,
    identityPolicies: Object.values(user.policies),
    context: {
      "aws:username": user.name,
      "aws:userid": user.id,
      "aws:PrincipalArn": user.arn,
      "aws:PrincipalAccount": account.id,
      "aws:PrincipalType": "User",
    },
  };
}

/** The caller behind a session, or undefined when its role is gone. */
export function sessionCaller(world: World, session: Session): Caller | undefined {
  const account = world.get(session.account);
  const role = account?.roles.get(session.role);
  if (!account || !role) return undefined;
  const userId = `${role.id}:${session.name}`;
  return {
    account,
    principal: {
      kind: "session",
      arn: sessionArn(account, role, session.name),
      account: account.id,
      roleArn: role.arn,
    },
    userId,
    identityPolicies: Object.values(role.policies),
    ...(session.policies && { sessionPolicies: session.policies }),
    session,
    context: {
      "aws:userid": userId,
      "aws:PrincipalArn": role.arn,
      "aws:PrincipalAccount": account.id,
      "aws:PrincipalType": "AssumedRole",
      ...Object.fromEntries(
        Object.entries(session.tags ?? {}).map(([tag, value]) => [`aws:PrincipalTag/${tag}`, value]),
      ),
    },
  };
}

export function sessionArn(account: Account, role: Role, sessionName: string): string {
  return `arn:aws:sts::${account.id}:assumed-role/${role.name}/${sessionName}`;
}
