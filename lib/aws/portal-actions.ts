/** What an action is asked of: each kind is held against what is mapped of it. */
export type ActedOn = "account" | "bucket" | "object" | "repository" | "secret" | "role" | "cluster" | "association";
export type PortalAction = {
  action: string;
  /** What Slipway does with it; messages: cloud.purpose. */
  purpose: "discover" | "images" | "files" | "logs" | "secrets" | "roles" | "clusters" | "associations";
  on: ActedOn;
  /** The SDK's calls in this folder that take it. */
  calls: readonly string[];
};

const objects = ["HeadObjectCommand", "GetObjectCommand"];
const upload = ["Upload", "PutObjectCommand"];

/**
 * Everything that Slipway's own identity does in an AWS account, and nothing else: the check of a credential and the policy to copy are made
 * from this list, and a test holds it against the calls of this folder.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const portalActions: readonly PortalAction[] = [
  { action: "s3:ListAllMyBuckets", purpose: "discover", on: "account", calls: ["paginateListBuckets"] },
  { action: "s3:GetBucketLocation", purpose: "discover", on: "bucket", calls: ["GetBucketLocationCommand"] },
  {
    action: "s3:GetEncryptionConfiguration",
    purpose: "roles",
    on: "bucket",
    calls: ["GetBucketEncryptionCommand"],
  },
  { action: "s3:ListBucket", purpose: "files", on: "bucket", calls: ["ListObjectsV2Command"] },
  { action: "s3:GetObject", purpose: "files", on: "object", calls: objects },
  { action: "s3:GetObjectVersion", purpose: "files", on: "object", calls: objects },
  { action: "s3:PutObject", purpose: "logs", on: "object", calls: [...upload, "PutObjectCommand"] },
  { action: "s3:AbortMultipartUpload", purpose: "logs", on: "object", calls: upload },
  {
    action: "ecr:DescribeRepositories",
    purpose: "discover",
    on: "repository",
    calls: ["paginateDescribeRepositories"],
  },
  {
    action: "ecr:DescribeImages",
    purpose: "images",
    on: "repository",
    calls: ["DescribeImagesCommand", "paginateDescribeImages"],
  },
  { action: "secretsmanager:ListSecrets", purpose: "discover", on: "account", calls: ["paginateListSecrets"] },
  { action: "secretsmanager:DescribeSecret", purpose: "secrets", on: "secret", calls: ["DescribeSecretCommand"] },
  { action: "iam:GetRole", purpose: "roles", on: "role", calls: ["GetRoleCommand"] },
  { action: "iam:ListRoles", purpose: "discover", on: "account", calls: ["paginateListRoles"] },
  {
    action: "iam:SimulatePrincipalPolicy",
    purpose: "roles",
    on: "role",
    calls: ["paginateSimulatePrincipalPolicy"],
  },
  { action: "eks:ListClusters", purpose: "discover", on: "account", calls: ["paginateListClusters"] },
  { action: "eks:DescribeCluster", purpose: "clusters", on: "cluster", calls: ["DescribeClusterCommand"] },
  {
    action: "eks:ListPodIdentityAssociations",
    purpose: "associations",
    on: "cluster",
    calls: ["paginateListPodIdentityAssociations"],
  },
  {
    action: "eks:DescribePodIdentityAssociation",
    purpose: "associations",
    on: "association",
    calls: ["DescribePodIdentityAssociationCommand"],
  },
];
