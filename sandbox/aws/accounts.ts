import type { SandboxImage } from "#sandbox/registry/image.ts";
import type { PolicyDocument } from "./policy/policy-document.ts";

/**
 * What an AWS account of the sandbox holds when it starts. Inline policies are named by their `Id`, or `policy-1`, `policy-2`…;
 * `kmsKey` is the ARN of the customer's key that encrypts.
 */
export type AwsAccount = {
  id: string;
  name: string;
  users: {
    name: string;
    accessKeyId: string;
    secretAccessKey: string;
    /** When the key was made; the start of the sandbox without it. */
    keyCreatedAt?: Date;
    policies: PolicyDocument[];
  }[];
  roles: { name: string; trust: PolicyDocument; policies: PolicyDocument[] }[];
  oidcProviders: { issuer: string; audiences: string[]; jwks: () => Promise<object> }[];
  buckets: { name: string; region: string; versioning: boolean; policy?: PolicyDocument; kmsKey?: string }[];
  secrets: { name: string; region: string; value: string; kmsKey?: string }[];
  repositories: { name: string; region: string; images: SandboxImage[] }[];
  eksClusters: {
    name: string;
    region: string;
    endpoint: string;
    ca: string;
    issuer: string;
    version: string;
    /** Keys of its service accounts' tokens, for EKS Pod Identity; without them no token is of this cluster. */
    jwks?: () => Promise<object>;
  }[];
};
