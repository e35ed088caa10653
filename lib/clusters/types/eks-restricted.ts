import type { ClusterType } from "../cluster-type.ts";
import { pipe, readOnlyRoot, requireDigest, runAsNonRoot } from "../pod-security.ts";
import { type EksConfig, type EksCredential, eks } from "./eks.ts";

/**
 * EKS with the `restricted` Pod Security level and more: a read-only image, named by digest. Differs from `eks` only in what it makes of a pod.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export const eksRestricted: ClusterType<EksConfig, EksCredential> = {
  ...eks,
  type: "eks-restricted",
  admit: (pod) => pipe(eks.admit(pod), requireDigest, runAsNonRoot, readOnlyRoot),
};
