import type { Association } from "#lib/aws/eks.ts";
import { codeOf, SlipwayError } from "#lib/platform/errors.ts";
import type { PlacedServiceAccount } from "./find-service-account.ts";
import type { V1ServiceAccount } from "./kubernetes-objects.ts";
import type { OpenCluster } from "./open-cluster.ts";
import { planServiceAccount, type ServiceAccountPlan } from "./service-account-plan.ts";
import type { RequestOptions } from "./session.ts";

/** What EKS Pod Identity has for a service account, held against what is registered; `unknown` where AWS did not say. */
export type SeenAssociation =
  | { verdict: "same" | "absent" }
  | { verdict: "differs"; found: Association }
  | { verdict: "unknown"; problem: string };

export type SeenServiceAccount = {
  found: V1ServiceAccount | undefined;
  plan: ServiceAccountPlan;
  /** The Secret with its access key; null where it has none, `unknown` where Slipway's account may not look. */
  secret: "there" | "absent" | "unknown" | null;
  /** Null where its role does not come by one. */
  association: SeenAssociation | null;
};

/** What is looked at: the cluster, and for a role by association AWS. */
export type LookedAt = Pick<OpenCluster, "type" | "session" | "associationOf">;

/** A service account as it is in its cluster now, and what it would take to have it as it is registered. */
export async function lookAtServiceAccount(
  { type, session, associationOf }: LookedAt,
  account: PlacedServiceAccount,
  options: RequestOptions = {},
): Promise<SeenServiceAccount> {
  const { namespace, name, projectSlug, roleArn, roleBy, accessKeySecret } = account;
  const { serviceAccountAnnotations: annotations } = type.podIdentity({
    namespace,
    name,
    ...(roleArn ? { roleArn, roleBy } : {}),
    ...(accessKeySecret ? { accessKeySecret } : {}),
  });
  const [found, secret, association] = await Promise.all([
    session.get("ServiceAccount", namespace, name, options),
    accessKeySecret ? lookForSecret(session, namespace, accessKeySecret, options) : null,
    roleBy === "pod-identity" ? compareAssociation(associationOf(namespace, name), roleArn) : null,
  ]);
  const plan = planServiceAccount({ namespace, name, projectSlug, annotations }, found);
  return { found, secret, association, plan };
}

async function lookForSecret(
  session: OpenCluster["session"],
  namespace: string,
  name: string,
  options: RequestOptions,
): Promise<"there" | "absent" | "unknown"> {
  try {
    return (await session.exists("Secret", namespace, name, options)) ? "there" : "absent";
  } catch (error) {
    // Seeing Secrets is a right that a cluster need not give to Slipway.
    if (codeOf(error) === "denied") return "unknown";
    throw error;
  }
}

/** What AWS does not tell must not hide what the cluster says. */
async function compareAssociation(
  asked: Promise<Association | undefined>,
  roleArn: string | null,
): Promise<SeenAssociation> {
  try {
    const found = await asked;
    if (!found) return { verdict: "absent" };
    return found.roleArn === roleArn ? { verdict: "same" } : { verdict: "differs", found };
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    return { verdict: "unknown", problem: error.publicMessage };
  }
}

export type State =
  | "same"
  | "differs"
  | "absent"
  | "secret-absent"
  | "association-absent"
  | "association-differs"
  | "unknown";

/** How it stands, in one word; `unknown` where all that was seen is as registered, and the rest could not be asked. */
export const stateOf = ({ plan, secret, association }: SeenServiceAccount): State => {
  if (plan.action === "create") return "absent";
  if (plan.action === "repair") return "differs";
  if (secret === "absent") return "secret-absent";
  if (association?.verdict === "absent") return "association-absent";
  if (association?.verdict === "differs") return "association-differs";
  return association?.verdict === "unknown" ? "unknown" : "same";
};
