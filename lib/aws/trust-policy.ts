export type PolicyStatement = {
  Effect: "Allow" | "Deny";
  Principal?: string | Record<string, string | string[]>;
  Action?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
};
export type PolicyDocument = { Version?: string; Statement: PolicyStatement | PolicyStatement[] };

export type WebIdentity = {
  /** `https://…`, of the cluster's tokens. */
  issuer: string;
  namespace: string;
  serviceAccount: string;
};

/**
 * Whether a role may be taken on by exactly this Kubernetes service account's token (audience sts.amazonaws.com). Knows the conditions StringEquals and
 * StringLike on the token's `sub` and `aud`; any other condition counts as not met.
 * https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export function trustAllows(trust: PolicyDocument, { issuer, namespace, serviceAccount }: WebIdentity): boolean {
  const provider = issuer.replace(/^https:\/\//, "").replace(/\/$/, "");
  const token: Record<string, string> = {
    [`${provider}:sub`]: `system:serviceaccount:${namespace}:${serviceAccount}`,
    [`${provider}:aud`]: "sts.amazonaws.com",
  };
  const applies = (statement: PolicyStatement) =>
    many(statement.Action).some((action) => matches(action.toLowerCase(), "sts:assumerolewithwebidentity")) &&
    federated(statement).some((arn) => arn === "*" || arn.endsWith(`:oidc-provider/${provider}`)) &&
    conditionsHold(statement, token);
  const statements = many(trust.Statement);
  return (
    statements.some((one) => one.Effect === "Allow" && applies(one)) &&
    !statements.some((one) => one.Effect === "Deny" && applies(one))
  );
}

const federated = ({ Principal }: PolicyStatement) =>
  typeof Principal === "object" ? many(Principal.Federated) : many(Principal);

const conditionsHold = ({ Condition = {} }: PolicyStatement, token: Record<string, string>) =>
  Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      const value = token[key];
      if (value === undefined) return false;
      if (operator === "StringEquals") return many(wanted).includes(value);
      return operator === "StringLike" && many(wanted).some((pattern) => matches(pattern, value));
    }),
  );

/** IAM's wildcards: `*` any run of characters, `?` any one. */
export function matches(pattern: string, value: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${expression}$`, "s").test(value);
}

const many = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];
