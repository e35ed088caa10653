import { codeOf } from "#lib/platform/errors.ts";
import type { PlacedServiceAccount } from "./find-service-account.ts";
import type { V1ServiceAccount } from "./kubernetes-objects.ts";
import type { OpenCluster } from "./open-cluster.ts";
import { planServiceAccount, type ServiceAccountPlan } from "./service-account-plan.ts";
import type { RequestOptions } from "./session.ts";

export type SeenServiceAccount = {
  found: V1ServiceAccount | undefined;
  plan: ServiceAccountPlan;
  /** The Secret with its access key; null where it has none, `unknown` where Slipway's account may not look. */
  secret: "there" | "absent" | "unknown" | null;
};

/** A service account as it is in its cluster now, and what it would take to have it as it is registered. */
export async function lookAtServiceAccount(
  { type, session }: Pick<OpenCluster, "type" | "session">,
  account: PlacedServiceAccount,
  options: RequestOptions = {},
): Promise<SeenServiceAccount> {
  const { namespace, name, projectSlug, roleArn, accessKeySecret } = account;
  const { serviceAccountAnnotations: annotations } = type.podIdentity({
    namespace,
    name,
    ...(roleArn ? { roleArn } : {}),
    ...(accessKeySecret ? { accessKeySecret } : {}),
  });
  const [found, secret] = await Promise.all([
    session.get("ServiceAccount", namespace, name, options),
    accessKeySecret ? lookForSecret(session, namespace, accessKeySecret, options) : null,
  ]);
  return { found, secret, plan: planServiceAccount({ namespace, name, projectSlug, annotations }, found) };
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

/** How it stands, in one word. */
export const stateOf = ({ plan, secret }: SeenServiceAccount): "same" | "differs" | "absent" | "secret-absent" => {
  if (plan.action === "create") return "absent";
  if (plan.action === "repair") return "differs";
  return secret === "absent" ? "secret-absent" : "same";
};
