import { z } from "zod";
import { describeCluster } from "#lib/aws/eks.ts";
import { eksTokens } from "#lib/aws/eks-token.ts";
import { invalid, notFound, SlipwayError } from "#lib/platform/errors.ts";
import { says } from "#lib/platform/say.ts";
import type { ClusterType } from "../cluster-type.ts";
import { openSession } from "../session.ts";
import { datacenter } from "./datacenter.ts";
import { parsed } from "./parsed.ts";

export const EksConfig = z.strictObject({
  /** https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html */
  eksClusterName: z.string().regex(/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/, "must be the name of an EKS cluster"),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be an AWS region"),
});
export type EksConfig = z.infer<typeof EksConfig>;

/** Of a service account: the role of its pods. https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html */
export const roleAnnotation = "eks.amazonaws.com/role-arn";

/** Nothing is stored: the cloud account's own AWS credential is used. */
export const EksCredential = z.undefined().or(z.null()).or(z.strictObject({}));
export type EksCredential = z.infer<typeof EksCredential>;

/** EKS: S3 by the service account's IAM role, Secrets Manager, ECR. */
export const eks: ClusterType<EksConfig, EksCredential> = {
  type: "eks",
  configSchema: EksConfig,
  credentialSchema: EksCredential,
  connect: async (config, _credential, { cluster, aws, uid }) => {
    const { eksClusterName, region } = parsed(EksConfig, config);
    if (!aws) throw invalid("eks-needs-account");
    const account = { ...aws, region };
    const described = await describeCluster(account, eksClusterName);
    if (!described) throw notFound("no-eks-cluster", { name: eksClusterName, region, account: aws.accountId });
    if (!described.endpoint) throw notReady(eksClusterName, described.status);
    const token = eksTokens(account, eksClusterName);
    return openSession({
      cluster: cluster ?? eksClusterName,
      server: described.endpoint,
      ca: described.ca,
      authorization: async () => `Bearer ${await token()}`,
      ...(uid && { expectedUid: uid }),
    });
  },
  secretStore: "secrets-manager",
  registry: "ecr",
  // What AWS associates needs no annotation, and one would be tried before it: SDKs ask for a web identity first.
  podIdentity: ({ roleArn, roleBy }) => ({
    serviceAccountAnnotations:
      roleArn === undefined ? noAnnotations : { [roleAnnotation]: roleBy === "pod-identity" ? null : roleArn },
  }),
  admit: datacenter.admit,
};

const noAnnotations: Record<string, string> = {};

const notReady = (cluster: string, status: string) =>
  new SlipwayError("unavailable", {
    says: says("eks-not-ready", { cluster, state: status || says("eks-state-unknown") }),
    details: { cluster, status },
  });
