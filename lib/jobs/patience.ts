/**
 * How long a run may stay in a trouble that could still pass by itself, in seconds. After that the run fails with it, because
 * Kubernetes would go on trying for ever.
 */
export const patienceSeconds = {
  /** The kubelet tried twice, or the registry's answer will not change. */
  imagePull: 0,
  /** First failure: a registry may be short of breath. The second is a back-off. */
  firstImagePull: 600,
  imageName: 0,
  containerConfig: 30,
  containerCreate: 60,
  unschedulable: 600,
  quota: 600,
  podSecurity: 0,
  /** Anything else that keeps the Job from making its pod. */
  podCreate: 120,
} as const;

/** A trouble of an attempt that has not ended, and for how long it may last. */
export type Trouble = { code: string; params: Record<string, string | number>; patienceSeconds: number };
