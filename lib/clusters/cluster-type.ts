import type { z } from "zod";
import type { RoleBy } from "#lib/access/request-schema.ts";
import type { AwsAccess } from "#lib/aws/access.ts";
import type { V1EnvFromSource, V1EnvVar, V1PodTemplateSpec, V1Volume, V1VolumeMount } from "./kubernetes-objects.ts";
import type { ClusterSession } from "./session.ts";

export const clusterTypeNames = ["datacenter", "eks", "eks-restricted"] as const;
export type ClusterTypeName = (typeof clusterTypeNames)[number];

export type ConnectContext = {
  /** The cluster's name in Slipway, which its errors say; the server's host when left out. */
  cluster?: string;
  /** The cloud account of the cluster; EKS needs it. */
  aws?: AwsAccess;
  /** UID that was seen when the cluster was registered: asserted before the first write. */
  uid?: string;
};

/** The service account a pod runs as, and what it is bound to outside of Kubernetes. */
export type ServiceAccountIdentity = {
  namespace: string;
  name: string;
  /** IAM role of the service account, on EKS. */
  roleArn?: string;
  /** How its pods come to the role; by its annotation when left out. */
  roleBy?: RoleBy | null;
  /** Kubernetes Secret with an IAM user's access key, in a data centre. */
  accessKeySecret?: string;
};

export type PodIdentity = {
  /** What the service account must carry for this to work; null for what it must not. */
  serviceAccountAnnotations: Record<string, string | null>;
  envFrom?: V1EnvFromSource[];
  /** Of every container. */
  env?: V1EnvVar[];
  volumes?: V1Volume[];
  /** Of the init container only. */
  volumeMounts?: V1VolumeMount[];
};

/** How to connect to clusters of one type, and what a pod needs there. Holds no state and reads no database. */
export type ClusterType<Config = unknown, Credential = unknown> = {
  type: ClusterTypeName;
  configSchema: z.ZodType<Config>;
  credentialSchema: z.ZodType<Credential>;
  /** Parses both, then opens a session; throws `invalid` when they don't fit the type. */
  connect(config: unknown, credential: unknown, context: ConnectContext): Promise<ClusterSession>;
  secretStore: "vault" | "secrets-manager";
  registry: "ecr" | "registry";
  podIdentity(account: ServiceAccountIdentity): PodIdentity;
  /** This type's security rules, the last word on every pod. Throws `refused` for a pod that can't be made to keep them. */
  admit(pod: V1PodTemplateSpec): V1PodTemplateSpec;
};
