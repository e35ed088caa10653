import { refused } from "#lib/platform/errors.ts";
import type { V1Container, V1PodSpec, V1PodTemplateSpec, V1SecurityContext, V1Volume } from "./kubernetes-objects.ts";

/** One rule for a pod: gives back a pod that keeps it. Rules only ever tighten, so their order does not matter for safety. */
export type PodRule = (pod: V1PodTemplateSpec) => V1PodTemplateSpec;

/** The user of a pod that must not be root and names no user of its own: "nonroot" of the common base images. */
const NONROOT_ID = 65532;

export const pipe = (pod: V1PodTemplateSpec, ...rules: PodRule[]) =>
  rules.reduce((admitted, rule) => rule(admitted), pod);

/** No token of the Kubernetes API in the pod: jobs have no business there. */
export const noApiToken: PodRule = (pod) => inSpec(pod, () => ({ automountServiceAccountToken: false }));

/** Nothing of the node's own: network, processes, IPC, ports, or kernel settings. */
export const noHost: PodRule = (pod) =>
  inContainers(
    inSpec(
      pod,
      ({
        securityContext: { runAsUser, runAsGroup, runAsNonRoot, fsGroup, fsGroupChangePolicy, supplementalGroups } = {},
      }) => ({
        hostNetwork: false,
        hostPID: false,
        hostIPC: false,
        securityContext: defined({
          runAsUser,
          runAsGroup,
          runAsNonRoot,
          fsGroup,
          fsGroupChangePolicy,
          supplementalGroups,
        }),
      }),
    ),
    (container) => ({
      ports: container.ports?.map(({ hostPort, hostIP, ...port }) => port),
      securityContext: defined({
        runAsUser: container.securityContext?.runAsUser,
        runAsGroup: container.securityContext?.runAsGroup,
        runAsNonRoot: container.securityContext?.runAsNonRoot,
        readOnlyRootFilesystem: container.securityContext?.readOnlyRootFilesystem,
      }),
    }),
  );

export const noPrivilegeEscalation: PodRule = (pod) =>
  inSecurityContexts(pod, () => ({ privileged: false, allowPrivilegeEscalation: false }));

export const dropAllCapabilities: PodRule = (pod) =>
  inSecurityContexts(pod, () => ({ capabilities: { drop: ["ALL"] } }));

/** The container runtime's own filter of system calls. */
export const runtimeSeccomp: PodRule = (pod) =>
  inSecurityContexts(
    inSpec(pod, ({ securityContext }) => ({
      securityContext: { ...securityContext, seccompProfile: { type: "RuntimeDefault" } },
    })),
    () => ({ seccompProfile: { type: "RuntimeDefault" } }),
  );

const SAFE_VOLUMES = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

/** The volume kinds of the `restricted` Pod Security level; throws `refused` for any other, such as a path of the node. */
export const onlySafeVolumes: PodRule = (pod) => {
  for (const volume of pod.spec?.volumes ?? []) {
    const kinds = Object.entries(volume).filter(([field, value]) => field !== "name" && value !== undefined);
    const unsafe = kinds.find(([field]) => !SAFE_VOLUMES.includes(field));
    if (unsafe) throw refused("volume-unsafe", { volume: volume.name, kind: unsafe[0] });
  }
  return pod;
};

export const runAsNonRoot: PodRule = (pod) =>
  inContainers(
    inSpec(pod, ({ securityContext }) => ({
      securityContext: {
        ...securityContext,
        runAsNonRoot: true,
        runAsUser: securityContext?.runAsUser || NONROOT_ID,
        runAsGroup: securityContext?.runAsGroup || NONROOT_ID,
        fsGroup: securityContext?.fsGroup || NONROOT_ID,
      },
    })),
    ({ securityContext }) => ({
      securityContext: defined({
        ...securityContext,
        runAsNonRoot: true,
        runAsUser: securityContext?.runAsUser || undefined,
        runAsGroup: securityContext?.runAsGroup || undefined,
      }),
    }),
  );

const TMP: V1Volume = { name: "slipway-tmp", emptyDir: {} };

/** The image is read-only; /tmp is the one place to write that programs expect. */
export const readOnlyRoot: PodRule = (pod) =>
  inContainers(
    inSpec(pod, ({ volumes = [] }) => ({
      volumes: volumes.some(({ name }) => name === TMP.name) ? volumes : [...volumes, TMP],
    })),
    ({ securityContext, volumeMounts = [] }) => ({
      securityContext: { ...securityContext, readOnlyRootFilesystem: true },
      volumeMounts: volumeMounts.some(({ mountPath }) => mountPath.replace(/\/+$/, "") === "/tmp")
        ? volumeMounts
        : [...volumeMounts, { name: TMP.name, mountPath: "/tmp" }],
    }),
  );

/** An image is named by what it is, not by a tag that may move; throws `refused` otherwise. */
export const requireDigest: PodRule = (pod) => {
  for (const { name, image = "" } of containersOf(pod.spec))
    if (!/@sha256:[0-9a-f]{64}$/.test(image)) throw refused("image-by-tag", { container: name, image });
  return pod;
};

export const containersOf = (spec: V1PodSpec | undefined): V1Container[] => [
  ...(spec?.initContainers ?? []),
  ...(spec?.containers ?? []),
];

const inSpec = (pod: V1PodTemplateSpec, change: (spec: V1PodSpec) => Partial<V1PodSpec>): V1PodTemplateSpec => {
  const spec = pod.spec ?? { containers: [] };
  return { ...pod, spec: { ...spec, ...change(spec) } };
};

const inContainers = (pod: V1PodTemplateSpec, change: (container: V1Container) => Partial<V1Container>) => {
  const changed = (container: V1Container): V1Container => defined({ ...container, ...change(container) });
  return inSpec(pod, ({ containers, initContainers }) => ({
    containers: containers.map(changed),
    ...(initContainers && { initContainers: initContainers.map(changed) }),
  }));
};

const inSecurityContexts = (pod: V1PodTemplateSpec, change: () => V1SecurityContext) =>
  inContainers(pod, ({ securityContext }) => ({ securityContext: { ...securityContext, ...change() } }));

/** Without the fields that are undefined, so that an admitted pod equals itself admitted again. */
const defined = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
