import type { V1EnvVar } from "#lib/clusters/kubernetes-objects.ts";

/** Variables in the order of their names' first mention, as Kubernetes wants them. */
export const podEnv = (variables: Record<string, string>): V1EnvVar[] =>
  Object.entries(variables).map(([name, value]) => ({ name, value }));
