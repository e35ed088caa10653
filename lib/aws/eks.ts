import {
  DescribeClusterCommand,
  DescribePodIdentityAssociationCommand,
  paginateListClusters,
  paginateListPodIdentityAssociations,
  ResourceNotFoundException,
} from "@aws-sdk/client-eks";
import { says } from "#lib/platform/say.ts";
import type { AwsAccess } from "./access.ts";
import { asking } from "./aws-error.ts";
import { eksClient } from "./clients.ts";

export type EksCluster = {
  name: string;
  arn: string;
  endpoint: string /** PEM */;
  ca: string;
  issuer: string;
  version: string;
  status: string;
};

/** undefined when the account has no such cluster in the region. https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeCluster.html */
export const describeCluster = (access: AwsAccess, name: string): Promise<EksCluster | undefined> =>
  asking(access, { what: says("do.describe-eks", { cluster: name }) }, async () => {
    try {
      const { cluster } = await eksClient(access).send(new DescribeClusterCommand({ name }));
      return {
        name,
        arn: cluster?.arn ?? "",
        endpoint: cluster?.endpoint ?? "",
        ca: Buffer.from(cluster?.certificateAuthority?.data ?? "", "base64").toString("utf8"),
        issuer: cluster?.identity?.oidc?.issuer ?? "",
        version: cluster?.version ?? "",
        status: cluster?.status ?? "",
      };
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  });

/** The names of the account's clusters in the region. https://docs.aws.amazon.com/eks/latest/APIReference/API_ListClusters.html */
export const listClusters = (access: AwsAccess): Promise<string[]> =>
  asking(access, { what: says("do.list-eks") }, async () => {
    const names: string[] = [];
    for await (const page of paginateListClusters({ client: eksClient(access), pageSize: 100 }, {}))
      names.push(...(page.clusters ?? []));
    return names.sort();
  });

export type Association = {
  id: string;
  /** As which the pods act. */
  roleArn: string;
  /** That EKS takes on for them: the same role, or one that only leads to it. */
  firstRoleArn: string;
};

/**
 * The EKS Pod Identity association of one service account, of which there is at most one; undefined where it has none. Throws `not-found` where
 * the account has no such cluster in the region.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_ListPodIdentityAssociations.html,
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribePodIdentityAssociation.html
 */
export const findAssociation = (
  access: AwsAccess,
  { clusterName, namespace, serviceAccount }: { clusterName: string; namespace: string; serviceAccount: string },
): Promise<Association | undefined> =>
  asking(access, { what: says("do.find-association", { cluster: clusterName, serviceAccount }) }, async () => {
    const client = eksClient(access);
    for await (const { associations = [] } of paginateListPodIdentityAssociations(
      { client },
      { clusterName, namespace, serviceAccount },
    ))
      for (const { associationId } of associations) {
        const { association } = await client
          .send(new DescribePodIdentityAssociationCommand({ clusterName, associationId }))
          .catch(ifGone);
        if (!association?.associationId || !association.roleArn) continue;
        const { associationId: id, roleArn: firstRoleArn, targetRoleArn } = association;
        return { id, roleArn: targetRoleArn ?? firstRoleArn, firstRoleArn };
      }
    return undefined;
  });

/** Deleted since it was listed. */
const ifGone = (error: unknown) => {
  if (error instanceof ResourceNotFoundException) return { association: undefined };
  throw error;
};
