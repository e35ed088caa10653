import type {
  CoreV1Event,
  V1ConfigMap,
  V1Job,
  V1Namespace,
  V1Node,
  V1Pod,
  V1ResourceQuota,
  V1Secret,
  V1ServiceAccount,
} from "@kubernetes/client-node";

export type {
  CoreV1Event,
  V1ConfigMap,
  V1Container,
  V1ContainerStatus,
  V1EnvFromSource,
  V1EnvVar,
  V1Job,
  V1Namespace,
  V1Node,
  V1Pod,
  V1PodSpec,
  V1PodTemplateSpec,
  V1ResourceQuota,
  V1Secret,
  V1SecurityContext,
  V1ServiceAccount,
  V1Volume,
  V1VolumeMount,
} from "@kubernetes/client-node";

/** The kinds Slipway touches, and the type of each. */
export type Kinds = {
  ConfigMap: V1ConfigMap;
  Event: CoreV1Event;
  Job: V1Job;
  Namespace: V1Namespace;
  Node: V1Node;
  Pod: V1Pod;
  ResourceQuota: V1ResourceQuota;
  Secret: V1Secret;
  ServiceAccount: V1ServiceAccount;
};
export type Kind = keyof Kinds;
export type KubernetesObject = Kinds[Kind];

type Resource = {
  apiVersion: string;
  plural: string;
  namespaced: boolean;
  /** Name of the generated model, which the client's serializer wants. */
  model: string;
};

export const resources = {
  ConfigMap: { apiVersion: "v1", plural: "configmaps", namespaced: true, model: "V1ConfigMap" },
  Event: { apiVersion: "v1", plural: "events", namespaced: true, model: "CoreV1Event" },
  Job: { apiVersion: "batch/v1", plural: "jobs", namespaced: true, model: "V1Job" },
  Namespace: { apiVersion: "v1", plural: "namespaces", namespaced: false, model: "V1Namespace" },
  Node: { apiVersion: "v1", plural: "nodes", namespaced: false, model: "V1Node" },
  Pod: { apiVersion: "v1", plural: "pods", namespaced: true, model: "V1Pod" },
  ResourceQuota: { apiVersion: "v1", plural: "resourcequotas", namespaced: true, model: "V1ResourceQuota" },
  Secret: { apiVersion: "v1", plural: "secrets", namespaced: true, model: "V1Secret" },
  ServiceAccount: { apiVersion: "v1", plural: "serviceaccounts", namespaced: true, model: "V1ServiceAccount" },
} as const satisfies Record<Kind, Resource>;

export const isKind = (kind: string | undefined): kind is Kind => kind !== undefined && Object.hasOwn(resources, kind);
