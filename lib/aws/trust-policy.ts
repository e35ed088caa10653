export type PolicyStatement = {
  Effect: "Allow" | "Deny";
  Principal?: string | Record<string, string | string[]>;
  Action?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
};
export type PolicyDocument = { Version?: string; Statement: PolicyStatement | PolicyStatement[] };

/** A Kubernetes service account of an EKS cluster. */
export type ClusterIdentity = {
  cluster: { /** `https://…`, of the cluster's tokens. */ issuer: string; arn: string };
  namespace: string;
  serviceAccount: string;
};

/**
 * By which way a role lets a service account in: with the token of its pods (IRSA), or through EKS Pod Identity, where EKS has an association
 * of the two; undefined where it lets it in by neither.
 */
export const wayIn = (trust: PolicyDocument, identity: ClusterIdentity): Way | undefined =>
  ways.find((way) => letsIn(trust, way, identity));

const ways = ["web-identity", "pod-identity"] as const;
export type Way = (typeof ways)[number];

/** Whether a role lets a service account in by this way. */
export const letsIn = (trust: PolicyDocument, way: Way, { cluster, ...account }: ClusterIdentity): boolean =>
  way === "web-identity"
    ? trustAllows(trust, { issuer: cluster.issuer, ...account })
    : trustsPodIdentity(trust, { clusterArn: cluster.arn, ...account });

export type WebIdentity = {
  /** `https://…`, of the cluster's tokens. */
  issuer: string;
  namespace: string;
  serviceAccount: string;
};

const audience = "sts.amazonaws.com";
const providerOf = (issuer: string) => issuer.replace(/^https:\/\//, "").replace(/\/$/, "");
const subjectOf = (namespace: string, serviceAccount: string) => `system:serviceaccount:${namespace}:${serviceAccount}`;

/**
 * Whether a role may be taken on by exactly this Kubernetes service account's token (audience sts.amazonaws.com). Knows the conditions StringEquals and
 * StringLike on the token's `sub` and `aud`; any other condition counts as not met.
 * https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export function trustAllows(trust: PolicyDocument, { issuer, namespace, serviceAccount }: WebIdentity): boolean {
  const provider = providerOf(issuer);
  const token = { [`${provider}:sub`]: subjectOf(namespace, serviceAccount), [`${provider}:aud`]: audience };
  return isAllowed(
    trust,
    "sts:AssumeRoleWithWebIdentity",
    (statement) =>
      named(statement, "Federated").some((arn) => arn === "*" || arn.endsWith(`:oidc-provider/${provider}`)),
    token,
  );
}

/** The statement that lets a service account's token in, and no other's, to add to a role's trust policy. */
export function trustStatement(
  { partition, accountId }: { partition: string; accountId: string },
  { issuer, namespace, serviceAccount }: WebIdentity,
): PolicyStatement {
  const provider = providerOf(issuer);
  return {
    Effect: "Allow",
    Principal: { Federated: `arn:${partition}:iam::${accountId}:oidc-provider/${provider}` },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: { [`${provider}:sub`]: subjectOf(namespace, serviceAccount), [`${provider}:aud`]: audience },
    },
  };
}

/**
 * Whether EKS Pod Identity may give the role to pods of this service account: it takes the role on and tags the session with where the pod is.
 * Knows the conditions StringEquals and StringLike on those tags; any other condition counts as not met.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html, https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
function trustsPodIdentity(
  trust: PolicyDocument,
  { clusterArn, namespace, serviceAccount }: { clusterArn: string; namespace: string; serviceAccount: string },
): boolean {
  const tags = {
    "eks-cluster-arn": clusterArn,
    "eks-cluster-name": clusterArn.split("/").at(-1) ?? "",
    "kubernetes-namespace": namespace,
    "kubernetes-service-account": serviceAccount,
  };
  const session = Object.fromEntries(Object.entries(tags).map(([tag, value]) => [`aws:RequestTag/${tag}`, value]));
  const isEks = (statement: PolicyStatement) => named(statement, "Service").includes("pods.eks.amazonaws.com");
  return ["sts:AssumeRole", "sts:TagSession"].every((action) => isAllowed(trust, action, isEks, session));
}

function isAllowed(
  trust: PolicyDocument,
  action: string,
  isNamed: (statement: PolicyStatement) => boolean,
  context: Record<string, string>,
): boolean {
  const applies = (statement: PolicyStatement) =>
    many(statement.Action).some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
    isNamed(statement) &&
    conditionsHold(statement, context);
  const statements = many(trust.Statement);
  return (
    statements.some((one) => one.Effect === "Allow" && applies(one)) &&
    !statements.some((one) => one.Effect === "Deny" && applies(one))
  );
}

const named = ({ Principal }: PolicyStatement, kind: "Federated" | "Service") =>
  typeof Principal === "object" ? many(Principal[kind]) : many(Principal);

const conditionsHold = ({ Condition = {} }: PolicyStatement, context: Record<string, string>) =>
  Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      const value = context[key];
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
