import { eq } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "#db/client.ts";
import { clusters } from "#db/schema/clusters.ts";
import { DnsName } from "#lib/access/request-schema.ts";
import { holderOf } from "#lib/access/role-actions.ts";
import { type Association, describeCluster, type EksCluster, findAssociation } from "#lib/aws/eks.ts";
import { type IamRole, listRoles } from "#lib/aws/iam.ts";
import { letsIn, trustStatement, type Way, wayIn } from "#lib/aws/trust-policy.ts";
import { openAccount } from "#lib/cloud/open-account.ts";
import { codeOf, invalid, notFound, SlipwayError } from "#lib/platform/errors.ts";
import { defineQuery } from "#lib/platform/query.ts";

/** AWS lets an account have at most this many. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const mostRoles = 5000;
const mostShown = 500;

/**
 * How a role lets the service account in; `associated` where EKS gives it to its pods already, `pod-identity` where it would need to;
 * `unknown` where its cluster could not be described.
 */
export type RoleTrust = "associated" | Way | "none" | "unknown";
const order: RoleTrust[] = ["associated", "web-identity", "pod-identity", "unknown", "none"];

export type ServiceAccountRoles = {
  roles: {
    arn: string;
    name: string;
    trust: RoleTrust;
    /** Whether it lets EKS Pod Identity in for the service account, as far as that is known. */
    letsPodsIn: boolean;
  }[];
  /** There are more than are given: theirs has to be typed. */
  isPartial: boolean;
  /** What a role that does not let it in needs in its trust policy. */
  statement: string | null;
  /** Why there is no list. */
  problem: string | null;
  /** What EKS associates with it. */
  association: Association | null;
  /** Why that is not known. */
  associationProblem: string | null;
  /** Where an association would be made. */
  eks: { region: string; clusterName: string };
};

/**
 * The roles of a cluster's AWS account to choose a service account's from: first the one that EKS Pod Identity gives to its pods, wherever it is,
 * then those that let it in. Nothing of them is kept.
 */
export const listServiceAccountRoles = defineQuery({
  name: "service-account.roles",
  input: z.strictObject({ clusterId: z.uuid(), namespace: z.string().max(63), name: DnsName }),
  permission: "cluster:write",
  target: ({ db }, { clusterId }) => findCluster(db, clusterId),
  run: async ({
    db,
    input: { namespace, name: serviceAccount },
    target: { cluster },
  }): Promise<ServiceAccountRoles> => {
    const account = await openAccount(db, cluster.cloudAccountId);
    if (account.kind !== "aws") throw invalid("no-roles-there", { name: cluster.name });
    const aws = account.aws(cluster.region);
    const clusterName = String(cluster.config.eksClusterName ?? "");
    const [listed, described, association] = await Promise.all([
      orProblem(listRoles(aws, mostRoles)),
      orProblem(describeCluster(aws, clusterName)),
      orProblem(findAssociation(aws, { clusterName, namespace, serviceAccount })),
    ]);
    const eks = described.value;
    const associated = association.value?.roleArn;
    const trustOf = ({ arn, trust }: Pick<IamRole, "arn" | "trust">): RoleTrust => {
      if (arn === associated) return "associated";
      return eks ? (wayIn(trust, { cluster: eks, namespace, serviceAccount }) ?? "none") : "unknown";
    };
    const letsPodsIn = ({ trust }: Pick<IamRole, "trust">) =>
      !eks || letsIn(trust, "pod-identity", { cluster: eks, namespace, serviceAccount });
    const { roles = [], isPartial = false } = listed.value ?? {};
    const isListed = roles.some(({ arn }) => arn === associated);
    const known = roles
      .map((role) => ({ arn: role.arn, name: role.name, trust: trustOf(role), letsPodsIn: letsPodsIn(role) }))
      .concat(
        associated && !isListed
          ? [{ arn: associated, name: lastPart(associated), trust: "associated", letsPodsIn: true }]
          : [],
      )
      .sort((a, b) => order.indexOf(a.trust) - order.indexOf(b.trust) || a.name.localeCompare(b.name));
    return {
      roles: known.slice(0, mostShown),
      isPartial: isPartial || known.length > mostShown,
      statement: eks ? statementFor(eks, holderOf(account.config), namespace, serviceAccount) : null,
      problem: listed.problem,
      association: association.value ?? null,
      associationProblem: association.problem,
      eks: { region: cluster.region, clusterName },
    };
  },
});

const lastPart = (arn: string) => arn.slice(arn.lastIndexOf("/") + 1);

const statementFor = (
  { issuer }: EksCluster,
  holder: Parameters<typeof trustStatement>[0],
  namespace: string,
  serviceAccount: string,
) => JSON.stringify(trustStatement(holder, { issuer, namespace, serviceAccount }), null, 2);

async function findCluster(db: Database, clusterId: string) {
  const [cluster] = await db.select().from(clusters).where(eq(clusters.id, clusterId));
  if (!cluster) throw notFound("no-cluster");
  return { projectId: null, cluster };
}

/** What AWS does not tell is no failure of the form: it is said, and typed. */
async function orProblem<T>(asked: Promise<T>): Promise<{ value?: T; problem: string | null }> {
  try {
    return { value: await asked, problem: null };
  } catch (error) {
    if (!(error instanceof SlipwayError) || codeOf(error) === "internal") throw error;
    return { problem: error.publicMessage };
  }
}
