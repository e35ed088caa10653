// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how IAM writes a variable
import { expect, test } from "vitest";
import { type Decision, type EvaluateInput, evaluate } from "./evaluate.ts";
import type { PolicyDocument, PolicyStatement } from "./policy-document.ts";
import type { Principal } from "./principal.ts";

const GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide";
const SAME_ACCOUNT = `${GUIDE}/reference_policies_evaluation-logic_policy-eval-basics.html`;
const CROSS_ACCOUNT = `${GUIDE}/reference_policies_evaluation-logic-cross-account.html`;
const EXPLICIT = `${GUIDE}/reference_policies_evaluation-logic_AccessPolicyLanguage_Interplay.html`;
const SESSION_POLICIES = `${GUIDE}/access_policies.html#policies_session`;
const PRINCIPALS = `${GUIDE}/reference_policies_elements_principal.html`;
const NOT_PRINCIPAL = `${GUIDE}/reference_policies_elements_notprincipal.html`;
const ACTIONS = `${GUIDE}/reference_policies_elements_action.html`;
const NOT_ACTION = `${GUIDE}/reference_policies_elements_notaction.html`;
const RESOURCES = `${GUIDE}/reference_policies_elements_resource.html`;
const ARNS = `${GUIDE}/reference-arns.html`;
const NOT_RESOURCE = `${GUIDE}/reference_policies_elements_notresource.html`;
const VARIABLES = `${GUIDE}/reference_policies_variables.html`;
const TRUST = `${GUIDE}/id_roles_update-role-trust-policy.html`;

const HOME = "111122223333";
const AWAY = "444455556666";
const USER: Principal = { kind: "user", account: HOME, arn: `arn:aws:iam::${HOME}:user/dana` };
const ROLE_ARN = `arn:aws:iam::${HOME}:role/orders`;
const SESSION: Principal = {
  kind: "session",
  account: HOME,
  arn: `arn:aws:sts::${HOME}:assumed-role/orders/run-7`,
  roleArn: ROLE_ARN,
};
const OBJECT = "arn:aws:s3:::orders-eu/2026/07/a.csv";

const allow = (rest: Partial<PolicyStatement> = {}): PolicyStatement => ({
  Effect: "Allow",
  Action: "s3:GetObject",
  Resource: "arn:aws:s3:::orders-eu/*",
  ...rest,
});
const deny = (rest: Partial<PolicyStatement> = {}): PolicyStatement => ({ ...allow(rest), Effect: "Deny" });
const doc = (...Statement: PolicyStatement[]): PolicyDocument => ({ Version: "2012-10-17", Statement });

function decide(input: Partial<EvaluateInput>): string {
  const whole: EvaluateInput = {
    principal: USER,
    action: "s3:GetObject",
    resource: OBJECT,
    resourceAccount: HOME,
    context: {},
    identityPolicies: [],
    ...input,
  };
  return summary(evaluate(whole));
}

function summary(decision: Decision): string {
  if (decision.outcome === "allowed") return "allowed";
  return decision.outcome === "explicit-deny" ? `denied by ${decision.by}` : `no ${decision.missing} allows`;
}

const NAMED = (AWS: string) => doc(allow({ Principal: { AWS } }));
// biome-ignore format: a table is read by its rows
const CASES: [string, string, Partial<EvaluateInput>, string][] = [
  [SAME_ACCOUNT, "nothing said is a denial", {}, "no identity-based allows"],
  [SAME_ACCOUNT, "an identity policy alone allows", { identityPolicies: [doc(allow())] }, "allowed"],
  [SAME_ACCOUNT, "a bucket policy that names the user allows without an identity policy", { resourcePolicy: NAMED(USER.arn) }, "allowed"],
  [SAME_ACCOUNT, "a bucket policy that names the role allows its session", { principal: SESSION, resourcePolicy: NAMED(ROLE_ARN) }, "allowed"],
  [EXPLICIT, "a deny of the identity beats its allow", { identityPolicies: [doc(allow(), deny())] }, "denied by identity-based"],
  [EXPLICIT, "a deny of the bucket beats the identity's allow", { identityPolicies: [doc(allow())], resourcePolicy: doc(deny({ Principal: "*" })) }, "denied by resource-based"],
  [EXPLICIT, "a deny of the session beats the bucket's allow", { principal: SESSION, sessionPolicies: [doc(deny())], resourcePolicy: NAMED(SESSION.arn) }, "denied by session"],
  [EXPLICIT, "a deny of another action does not matter", { identityPolicies: [doc(allow(), deny({ Action: "s3:PutObject" }))] }, "allowed"],
  [
    SESSION_POLICIES,
    "a session policy narrows its role",
    {
      principal: SESSION,
      identityPolicies: [doc(allow())],
      sessionPolicies: [doc(allow({ Action: "s3:ListBucket" }))],
    },
    "no session allows",
  ],
  [SESSION_POLICIES, "a session policy gives nothing that the role has not", { principal: SESSION, sessionPolicies: [doc(allow())] }, "no identity-based allows"],
  [SESSION_POLICIES, "role and session both allow", { principal: SESSION, identityPolicies: [doc(allow())], sessionPolicies: [doc(allow())] }, "allowed"],
  [SESSION_POLICIES, "a bucket policy that names the role is narrowed by the session policy", { principal: SESSION, resourcePolicy: NAMED(ROLE_ARN), sessionPolicies: [doc(allow({ Action: "s3:PutObject" }))] }, "no session allows"],
  [
    SESSION_POLICIES,
    "a bucket policy that names the session itself is not",
    {
      principal: SESSION,
      resourcePolicy: NAMED(SESSION.arn),
      sessionPolicies: [doc(allow({ Action: "s3:PutObject" }))],
    },
    "allowed",
  ],
  [CROSS_ACCOUNT, "another account's object: the identity policy alone is not enough", { resourceAccount: AWAY, identityPolicies: [doc(allow())] }, "no resource-based allows"],
  [CROSS_ACCOUNT, "another account's object: the bucket policy alone is not enough", { resourceAccount: AWAY, resourcePolicy: NAMED(USER.arn) }, "no identity-based allows"],
  [CROSS_ACCOUNT, "another account's object: both together are", { resourceAccount: AWAY, identityPolicies: [doc(allow())], resourcePolicy: NAMED(`arn:aws:iam::${HOME}:root`) }, "allowed"],
  [
    CROSS_ACCOUNT,
    "another account's object: the session policy still narrows",
    {
      principal: SESSION,
      resourceAccount: AWAY,
      identityPolicies: [doc(allow())],
      resourcePolicy: NAMED(SESSION.arn),
      sessionPolicies: [],
    },
    "no session allows",
  ],
  [PRINCIPALS, "naming the account hands the decision to its identity policies", { resourcePolicy: NAMED(`arn:aws:iam::${HOME}:root`) }, "no identity-based allows"],
  [PRINCIPALS, "an account may be named by its number", { resourceAccount: AWAY, identityPolicies: [doc(allow())], resourcePolicy: NAMED(HOME) }, "allowed"],
  [PRINCIPALS, "denying the account denies everyone in it", { identityPolicies: [doc(allow())], resourcePolicy: doc(deny({ Principal: { AWS: HOME } })) }, "denied by resource-based"],
  [PRINCIPALS, "a * inside a principal's ARN is no wildcard", { resourcePolicy: NAMED(`arn:aws:iam::${HOME}:user/*`) }, "no identity-based allows"],
  [PRINCIPALS, "everyone includes the anonymous", { principal: { kind: "anonymous" }, resourcePolicy: doc(allow({ Principal: "*" })) }, "allowed"],
  [PRINCIPALS, "an account does not include the anonymous", { principal: { kind: "anonymous" }, resourcePolicy: NAMED(HOME) }, "no resource-based allows"],
  [PRINCIPALS, "a policy that names a role does not name its neighbour", { principal: SESSION, resourcePolicy: NAMED(`${ROLE_ARN}-2`) }, "no identity-based allows"],
  [NOT_PRINCIPAL, "Deny with NotPrincipal spares whom it names", { identityPolicies: [doc(allow())], resourcePolicy: doc(deny({ NotPrincipal: { AWS: [USER.arn, HOME] } })) }, "allowed"],
  [
    NOT_PRINCIPAL,
    "… and denies all others",
    {
      principal: SESSION,
      identityPolicies: [doc(allow())],
      resourcePolicy: doc(deny({ NotPrincipal: { AWS: USER.arn } })),
    },
    "denied by resource-based",
  ],
  [TRUST, "a role's own account cannot enter without the trust policy", { identityPolicies: [doc(allow())], resourcePolicyDecides: true, resourcePolicy: doc() }, "no resource-based allows"],
  [TRUST, "a trust policy that names the account also needs an identity policy", { resourcePolicyDecides: true, resourcePolicy: NAMED(HOME) }, "no identity-based allows"],
  [TRUST, "a trust policy that names the user is enough in the same account", { resourcePolicyDecides: true, resourcePolicy: NAMED(USER.arn) }, "allowed"],
  [ACTIONS, "action names have no case, and take wildcards", { identityPolicies: [doc(allow({ Action: "S3:get*" }))] }, "allowed"],
  [ACTIONS, "? stands for exactly one character", { identityPolicies: [doc(allow({ Action: "s3:GetObjec??" }))] }, "no identity-based allows"],
  [NOT_ACTION, "NotAction is everything but", { identityPolicies: [doc(allow({ Action: undefined, NotAction: "iam:*" }))] }, "allowed"],
  [NOT_ACTION, "NotAction leaves out what it names", { identityPolicies: [doc(allow({ Action: undefined, NotAction: "s3:Get*" }))] }, "no identity-based allows"],
  [RESOURCES, "resource names have case", { identityPolicies: [doc(allow({ Resource: "arn:aws:s3:::Orders-eu/*" }))] }, "no identity-based allows"],
  [RESOURCES, "a * runs over slashes", { identityPolicies: [doc(allow({ Resource: "arn:aws:s3:::orders-*.csv" }))] }, "allowed"],
  [RESOURCES, "a bucket's ARN is not its objects'", { identityPolicies: [doc(allow({ Resource: "arn:aws:s3:::orders-eu" }))] }, "no identity-based allows"],
  [NOT_RESOURCE, "Deny with NotResource spares what it names", { identityPolicies: [doc(allow(), deny({ Resource: undefined, NotResource: "arn:aws:s3:::orders-eu/*" }))] }, "allowed"],
  [NOT_RESOURCE, "… and denies the rest", { identityPolicies: [doc(allow(), deny({ Resource: undefined, NotResource: "arn:aws:s3:::other/*" }))] }, "denied by identity-based"],
  [RESOURCES, "a * that ends a part of the ARN may run over colons", { identityPolicies: [doc(allow({ Resource: "arn:aws:*:orders-eu/*" }))] }, "allowed"],
  [RESOURCES, "a * inside a part stays in it", { identityPolicies: [doc(allow({ Resource: "arn:aws:s*orders-eu/*" }))] }, "no identity-based allows"],
  [ARNS, "what an ARN leaves out at its end is completed with *", { identityPolicies: [doc(allow({ Resource: "arn:aws:s3" }))] }, "allowed"],
  [
    VARIABLES,
    "${aws:username} is the caller's name",
    {
      context: { "aws:username": "2026" },
      identityPolicies: [doc(allow({ Resource: "arn:aws:s3:::orders-eu/${aws:username}/*" }))],
    },
    "allowed",
  ],
  [
    VARIABLES,
    "a variable's own * is no wildcard",
    {
      context: { "aws:username": "*" },
      identityPolicies: [doc(allow({ Resource: "arn:aws:s3:::orders-eu/${aws:username}/*" }))],
    },
    "no identity-based allows",
  ],
  [VARIABLES, "a variable without a value matches nothing", { identityPolicies: [doc(allow({ Resource: "arn:aws:s3:::orders-eu/${aws:username}*" }))] }, "no identity-based allows"],
  [VARIABLES, "a variable's default is used when it has no value", { identityPolicies: [doc(allow({ Resource: "arn:aws:s3:::orders-eu/${aws:PrincipalTag/year, '2026'}/*" }))] }, "allowed"],
  [
    VARIABLES,
    "${*} is a star",
    {
      resource: "arn:aws:s3:::orders-eu/*",
      identityPolicies: [doc(allow({ Resource: "arn:aws:s3:::orders-eu/${*}" }))],
    },
    "allowed",
  ],
  [
    VARIABLES,
    "before 2012-10-17 a variable is plain text",
    {
      context: { "aws:username": "2026" },
      identityPolicies: [{ Statement: allow({ Resource: "arn:aws:s3:::orders-eu/${aws:username}/*" }) }],
    },
    "no identity-based allows",
  ],
];

test.each(CASES)("%s: %s", (_page, _title, input, expected) => {
  expect(decide(input)).toBe(expected);
});
