import type { Container, Job, KubeObject, Pod, PodSpec, Volume } from "./object.ts";
import { formatQuantity, parseQuantity, quantityForm } from "./quantity.ts";

type Fields = Record<string, unknown>;

/** Fills what the API server fills (pkg/apis/{core,batch}/v1/defaults.go) where a client can see it. Changes `object`. */
export function setDefaults(resource: string, object: KubeObject): void {
  defaulters[resource]?.(object);
}

const fill = (target: Fields, values: Fields) => {
  for (const [field, value] of Object.entries(values)) target[field] ??= value;
};

const defaulters: Record<string, (object: KubeObject) => void> = {
  pods: (object) => {
    const pod = object as Pod;
    pod.spec ??= { containers: [] };
    podSpecDefaults(pod.spec);
    fill(pod.spec, { enableServiceLinks: true, preemptionPolicy: "PreemptLowerPriority", priority: 0 });
  },
  "jobs.batch": (object) => {
    const { spec } = object as Job;
    if (!spec) return;
    if (spec.completions === undefined && spec.parallelism === undefined)
      fill(spec, { completions: 1, parallelism: 1 });
    fill(spec, {
      parallelism: 1,
      backoffLimit: 6,
      completionMode: "NonIndexed",
      suspend: false,
      manualSelector: false,
      podReplacementPolicy: spec.podFailurePolicy ? "Failed" : "TerminatingOrFailed",
    });
    if (spec.template?.spec) podSpecDefaults(spec.template.spec);
  },
  secrets: (object) => {
    object.type ??= "Opaque";
    const { stringData } = object as { stringData?: Record<string, string> };
    if (stringData) {
      const encoded = Object.entries(stringData).map(([key, text]) => [key, Buffer.from(text).toString("base64")]);
      object.data = { ...(object.data as object | undefined), ...Object.fromEntries(encoded) };
      delete object.stringData;
    }
  },
  namespaces: (object) => {
    object.metadata.labels = { ...object.metadata.labels, "kubernetes.io/metadata.name": object.metadata.name };
    object.spec = { ...(object.spec as object | undefined), finalizers: ["kubernetes"] };
    object.status ??= { phase: "Active" };
  },
  services: (object) => {
    const spec = object.spec as Fields | undefined;
    if (!spec) return;
    fill(spec, {
      type: "ClusterIP",
      sessionAffinity: "None",
      internalTrafficPolicy: "Cluster",
      ipFamilyPolicy: "SingleStack",
      ipFamilies: ["IPv4"],
    });
    for (const port of (spec.ports as Fields[] | undefined) ?? [])
      fill(port, { protocol: "TCP", targetPort: port.port });
    object.status ??= { loadBalancer: {} };
  },
  nodes: (object) => {
    object.spec ??= {};
    object.status ??= {};
    const status = object.status as { capacity?: object; allocatable?: object };
    if (status.capacity) status.allocatable ??= status.capacity;
  },
  "rolebindings.rbac.authorization.k8s.io": bindingDefaults,
  "clusterrolebindings.rbac.authorization.k8s.io": bindingDefaults,
};

function bindingDefaults(object: KubeObject) {
  const group = "rbac.authorization.k8s.io";
  object.roleRef ??= {};
  fill(object.roleRef as Fields, { apiGroup: group });
  for (const subject of (object.subjects as Fields[] | undefined) ?? [])
    if (subject.kind !== "ServiceAccount") fill(subject, { apiGroup: group });
}

function podSpecDefaults(spec: PodSpec) {
  fill(spec, {
    restartPolicy: "Always",
    terminationGracePeriodSeconds: 30,
    dnsPolicy: "ClusterFirst",
    securityContext: {},
    schedulerName: "default-scheduler",
  });
  if (spec.serviceAccountName) spec.serviceAccount = spec.serviceAccountName;
  else if (spec.serviceAccount) spec.serviceAccountName = String(spec.serviceAccount);
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) containerDefaults(container);
  for (const volume of spec.volumes ?? []) volumeDefaults(volume);
}

function containerDefaults(container: Container) {
  fill(container, {
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    imagePullPolicy: isMovingTag(container.image ?? "") ? "Always" : "IfNotPresent",
    resources: {},
  });
  const resources = container.resources ?? {};
  for (const kind of ["requests", "limits"] as const) {
    const amounts = resources[kind];
    for (const [name, amount] of Object.entries(amounts ?? {})) if (amounts) amounts[name] = canonical(name, amount);
  }
  if (resources.limits) resources.requests = { ...resources.limits, ...resources.requests };
  for (const port of container.ports ?? []) port.protocol ??= "TCP";
  for (const { valueFrom } of container.env ?? []) if (valueFrom?.fieldRef) valueFrom.fieldRef.apiVersion ??= "v1";
  for (const probe of [container.readinessProbe, container.livenessProbe, container.startupProbe] as (
    | Fields
    | undefined
  )[]) {
    if (!probe) continue;
    fill(probe, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
    if (probe.httpGet) fill(probe.httpGet as Fields, { path: "/", scheme: "HTTP" });
  }
}

/** `1000m` becomes `1`; a text that is no quantity is left for the validation. */
function canonical(name: string, amount: string): string {
  const value = parseQuantity(amount);
  if (Number.isNaN(value)) return amount;
  if (quantityForm(name) === "cpu") return formatQuantity(value, "cpu");
  return String(amount);
}

const isMovingTag = (image: string) => {
  if (image.includes("@")) return false;
  const [, tag] = /:([^:/]+)$/.exec(image) ?? [];
  return tag === undefined || tag === "latest";
};

function volumeDefaults(volume: Volume) {
  if (Object.keys(volume).length === 1) volume.emptyDir = {};
  for (const source of [volume.secret, volume.configMap, volume.projected, volume.downwardAPI] as (
    | Fields
    | undefined
  )[]) {
    if (!source) continue;
    fill(source, { defaultMode: 0o644 });
    for (const item of (source.items as { fieldRef?: Fields }[] | undefined) ?? [])
      if (item.fieldRef) fill(item.fieldRef, { apiVersion: "v1" });
    for (const part of (source.sources as
      | { serviceAccountToken?: Fields; downwardAPI?: { items?: { fieldRef?: Fields }[] } }[]
      | undefined) ?? []) {
      if (part.serviceAccountToken) fill(part.serviceAccountToken, { expirationSeconds: 3600 });
      for (const item of part.downwardAPI?.items ?? []) if (item.fieldRef) fill(item.fieldRef, { apiVersion: "v1" });
    }
  }
}
