import type {
  V1ConfigMap,
  V1Container,
  V1EnvVar,
  V1Job,
  V1PodTemplateSpec,
  V1VolumeMount,
} from "#lib/clusters/kubernetes-objects.ts";
import { canonicalJson, sha256Hex } from "#lib/platform/crypto.ts";
import { batchJobNameOf, initContainer, label, mainContainer, specHashAnnotation } from "./job-names.ts";
import type { CompileInput } from "./job-type.ts";
import { podEnv } from "./pod-env.ts";
import { ownVolumes, type Storage, storageOf } from "./pod-volumes.ts";
import type { PodJobSpec, PodResources } from "./schema.ts";

/** What a job type adds to the pod that all of them share. */
export type Program = {
  command?: string[];
  args: string[];
  env?: V1EnvVar[];
  storage?: Storage;
  /** Companions; the dispatcher makes the Job their owner. */
  owned?: V1ConfigMap[];
};

const dayInSeconds = 86_400;

/** The init program is one small process that streams; it is not the job's to size. */
export const initResources: PodResources = {
  cpuRequestMillis: 50,
  cpuLimitMillis: 1000,
  memoryRequestMiB: 96,
  memoryLimitMiB: 256,
};

/**
 * Compiles one attempt to a `batch/v1` Job and its companions: the same input gives the same objects, byte for byte. The cluster
 * type's `admit` has the last word on the pod. `backoffLimit` is 0, because a retry is a new attempt of Slipway's.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1/
 */
export function compileBatchJob(input: CompileInput<PodJobSpec>, program: Program) {
  const { runId, attempt, namespace, choices } = input;
  const labels = labelsOf(input);
  const owned = (program.owned ?? []).map((object) => ({
    ...object,
    metadata: { ...object.metadata, namespace, labels },
  }));
  const batchJob: V1Job = {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: batchJobNameOf(runId, attempt), namespace, labels },
    spec: {
      backoffLimit: 0,
      completions: 1,
      parallelism: 1,
      activeDeadlineSeconds: choices.deadlineMinutes * 60,
      ttlSecondsAfterFinished: dayInSeconds,
      template: input.cluster.admit(podTemplate(input, program, labels)),
    },
  };
  const annotations = { [specHashAnnotation]: sha256Hex(canonicalJson({ batchJob, owned })) };
  return { batchJob: { ...batchJob, metadata: { ...batchJob.metadata, annotations } }, owned };
}

const labelsOf = ({ runId, attempt, project, jobId }: CompileInput<PodJobSpec>): Record<string, string> => ({
  [label.managedBy]: "slipway",
  [label.run]: runId,
  [label.attempt]: `${attempt}`,
  [label.project]: project,
  [label.job]: jobId,
});

function podTemplate(input: CompileInput<PodJobSpec>, program: Program, labels: Record<string, string>) {
  const { spec, init, serviceAccount } = input;
  const identity = identityOf(input);
  const chosen = storageOf(spec.pod);
  const { runAsUser } = spec.pod;
  const needsInit = init.files.length > 0 || init.secrets.length > 0;
  const template: V1PodTemplateSpec = {
    metadata: { labels },
    spec: {
      restartPolicy: "Never",
      securityContext: { runAsUser, runAsGroup: runAsUser, fsGroup: runAsUser },
      serviceAccountName: serviceAccount.name,
      enableServiceLinks: false,
      ...(needsInit && { initContainers: [initOf(input)] }),
      containers: [mainOf(input, program, chosen.mounts)],
      volumes: [
        ...ownVolumes,
        ...chosen.volumes,
        ...(program.storage?.volumes ?? []),
        ...(needsInit ? (identity.volumes ?? []) : []),
      ],
      nodeSelector: spec.pod.nodeSelector,
      tolerations: spec.pod.tolerations.map((toleration) => ({
        ...toleration,
        operator: toleration.value === undefined ? "Exists" : "Equal",
      })),
      imagePullSecrets: spec.pod.pullSecrets.map((name) => ({ name })),
    },
  };
  return template;
}

const identityOf = ({
  cluster,
  namespace,
  serviceAccount: { name, roleArn, accessKeySecret },
}: CompileInput<unknown>) =>
  cluster.podIdentity({ namespace, name, ...(roleArn && { roleArn }), ...(accessKeySecret && { accessKeySecret }) });

function initOf(input: CompileInput<PodJobSpec>): V1Container {
  const identity = identityOf(input);
  return {
    name: initContainer,
    image: input.initImage,
    imagePullPolicy: "IfNotPresent",
    env: [
      // A file whose name looks like $(NAME) must not become the value of NAME.
      { name: "SLIPWAY_INIT", value: verbatim(JSON.stringify(input.init)) },
      ...podEnv(input.cloudEnv),
      ...(identity.env ?? []),
    ],
    ...(identity.envFrom && { envFrom: identity.envFrom }),
    resources: resourcesOf(initResources),
    volumeMounts: [
      { name: "slipway-files", mountPath: input.init.filesDir },
      { name: "slipway-secrets", mountPath: input.init.secretsDir },
      ...(identity.volumeMounts ?? []),
    ],
  };
}

function mainOf(input: CompileInput<PodJobSpec>, program: Program, chosen: V1VolumeMount[]): V1Container {
  const { runId, attempt, project, choices, init, cloudEnv } = input;
  const identity = identityOf(input);
  return {
    name: mainContainer,
    image: input.image,
    imagePullPolicy: "IfNotPresent",
    ...(program.command && { command: program.command }),
    // Kubernetes would replace $(NAME) in arguments; a person who wrote it meant it as it stands.
    args: program.args.map(verbatim),
    env: [
      ...choices.env.map(({ name, value }) => ({ name, value: verbatim(value) })),
      ...(program.env ?? []),
      ...podEnv({
        SLIPWAY_FILES: init.filesDir,
        SLIPWAY_RUN: runId,
        SLIPWAY_ATTEMPT: `${attempt}`,
        SLIPWAY_PROJECT: project,
      }),
      ...choices.secrets.map(({ env, file }) => ({ name: env, value: `${init.secretsDir}/${file}` })),
      ...podEnv(cloudEnv),
      ...(identity.env ?? []),
    ],
    ...(identity.envFrom && { envFrom: identity.envFrom }),
    resources: resourcesOf(choices.resources),
    // The last lines of the log become the pod's termination message: what a failed run is explained with.
    terminationMessagePolicy: "FallbackToLogsOnError",
    volumeMounts: [
      { name: "slipway-files", mountPath: init.filesDir },
      { name: "slipway-secrets", mountPath: init.secretsDir, readOnly: true },
      ...chosen,
      ...(program.storage?.mounts ?? []),
    ],
  };
}

/** https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/ */
export const verbatim = (text: string) => text.replaceAll("$(", "$$$$(");

const resourcesOf = ({ cpuRequestMillis, cpuLimitMillis, memoryRequestMiB, memoryLimitMiB }: PodResources) => ({
  requests: { cpu: `${cpuRequestMillis}m`, memory: `${memoryRequestMiB}Mi` },
  limits: { cpu: `${cpuLimitMillis}m`, memory: `${memoryLimitMiB}Mi` },
});
