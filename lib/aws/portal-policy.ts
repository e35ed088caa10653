import { type ActedOn, type PortalAction, portalActions } from "./portal-actions.ts";

export type PolicyScope = {
  accountId: string;
  region: string;
  /** Those whose objects Slipway reads and writes; none mapped yet: all. */
  buckets: readonly string[];
};

/** `aws`, or the partition of China or of the US government. https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
export const partitionOf = (region: string): string =>
  region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";

export const bucketArn = (region: string, name: string) => `arn:${partitionOf(region)}:s3:::${name}`;
export const repositoryArn = (accountId: string, region: string, name: string) =>
  `arn:${partitionOf(region)}:ecr:${region}:${accountId}:repository/${name}`;

/** Pattern of what an action is asked of, where the account has nothing of the kind mapped. */
export function everyOne(on: ActedOn, { accountId, region, buckets }: PolicyScope): string[] {
  const arn = (service: string, rest: string) => `arn:${partitionOf(region)}:${service}:*:${accountId}:${rest}`;
  const named = buckets.length > 0 ? buckets : ["*"];
  const resources: Record<ActedOn, string[]> = {
    account: ["*"],
    bucket: named.map((name) => bucketArn(region, name)),
    object: named.map((name) => `${bucketArn(region, name)}/*`),
    repository: [arn("ecr", "repository/*")],
    secret: [arn("secretsmanager", "secret:*")],
    role: [`arn:${partitionOf(region)}:iam::${accountId}:role/*`],
    cluster: [arn("eks", "cluster/*")],
    association: [arn("eks", "podidentityassociation/*")],
  };
  return resources[on];
}

const sids: Record<ActedOn, string> = {
  account: "SlipwayListsTheAccount",
  bucket: "SlipwayListsBuckets",
  object: "SlipwayReadsAndWritesObjects",
  repository: "SlipwayLooksUpImages",
  secret: "SlipwayDescribesSecrets",
  role: "SlipwayReadsRoles",
  cluster: "SlipwayFindsClusters",
  association: "SlipwayReadsAssociations",
};

/** The identity policy that lets Slipway do all it does in an account, and no more; no value of a secret is readable by it. */
export function portalPolicy(scope: PolicyScope, actions: readonly PortalAction[] = portalActions): string {
  const byResource = Map.groupBy(actions, ({ on }) => on);
  const Statement = [...byResource].map(([on, asked]) => {
    const resources = everyOne(on, scope);
    return {
      Sid: sids[on],
      Effect: "Allow",
      Action: asked.map(({ action }) => action),
      Resource: resources.length === 1 ? resources[0] : resources,
    };
  });
  return JSON.stringify({ Version: "2012-10-17", Statement }, null, 2);
}
