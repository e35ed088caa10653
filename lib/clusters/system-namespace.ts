/**
 * Whether a namespace is the cluster's own, and Slipway runs nothing in it: the prefix `kube-` is reserved.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#working-with-namespaces
 */
export const isSystemNamespace = (name: string): boolean => name.startsWith("kube-");
