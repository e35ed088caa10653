export type OwnerReference = {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
};

export type ManagedFields = {
  manager: string;
  operation: "Apply" | "Update";
  apiVersion: string;
  time?: string;
  fieldsType: "FieldsV1";
  fieldsV1: FieldSet;
  subresource?: string;
};

/** The FieldsV1 form of structured-merge-diff: `f:name`, `k:{"name":"x"}`, `v:value`. */
export type FieldSet = { [path: string]: FieldSet };

type Metadata = {
  name: string;
  generateName?: string;
  namespace?: string;
  uid: string;
  resourceVersion: string;
  generation?: number;
  creationTimestamp: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
  finalizers?: string[];
  managedFields?: ManagedFields[];
};

/** Any stored object. The store never changes one in place: a write puts a new one. */
export type KubeObject = { apiVersion: string; kind: string; metadata: Metadata; [field: string]: unknown };

export type Condition = {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
  lastProbeTime?: string | null;
};

export type ResourceAmounts = Record<string, string>;

export type SecurityContext = {
  privileged?: boolean;
  allowPrivilegeEscalation?: boolean;
  runAsNonRoot?: boolean;
  runAsUser?: number;
  capabilities?: { add?: string[]; drop?: string[] };
  seccompProfile?: { type?: string };
};

export type Container = {
  name: string;
  image?: string;
  imagePullPolicy?: string;
  terminationMessagePath?: string;
  terminationMessagePolicy?: string;
  env?: { name: string; valueFrom?: { fieldRef?: { apiVersion?: string } } }[];
  ports?: { containerPort: number; hostPort?: number; protocol?: string }[];
  resources?: { requests?: ResourceAmounts; limits?: ResourceAmounts };
  securityContext?: SecurityContext;
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[];
  [field: string]: unknown;
};

export type Volume = { name: string; [source: string]: unknown };

export type PodSpec = {
  containers: Container[];
  initContainers?: Container[];
  volumes?: Volume[];
  restartPolicy?: string;
  nodeName?: string;
  nodeSelector?: Record<string, string>;
  schedulerName?: string;
  serviceAccountName?: string;
  automountServiceAccountToken?: boolean;
  imagePullSecrets?: { name: string }[];
  terminationGracePeriodSeconds?: number;
  tolerations?: { key?: string; operator?: string; value?: string; effect?: string; tolerationSeconds?: number }[];
  securityContext?: SecurityContext;
  hostNetwork?: boolean;
  hostPID?: boolean;
  hostIPC?: boolean;
  [field: string]: unknown;
};

type ContainerStatus = {
  name: string;
  restartCount?: number;
  state?: { terminated?: { exitCode: number }; waiting?: { reason?: string } };
};

export type Pod = KubeObject & {
  spec: PodSpec;
  status: {
    phase: string;
    conditions?: Condition[];
    containerStatuses?: ContainerStatus[];
    initContainerStatuses?: ContainerStatus[];
    qosClass?: string;
    [field: string]: unknown;
  };
};

type PodTemplate = { metadata?: Partial<Metadata>; spec: PodSpec };

export type PodFailureRule = {
  action: "FailJob" | "Ignore" | "Count";
  onExitCodes?: { containerName?: string; operator: "In" | "NotIn"; values: number[] };
  onPodConditions?: { type: string; status?: string }[];
};

export type Job = KubeObject & {
  spec: {
    template: PodTemplate;
    selector?: { matchLabels: Record<string, string> };
    parallelism?: number;
    completions?: number;
    backoffLimit?: number;
    activeDeadlineSeconds?: number;
    ttlSecondsAfterFinished?: number;
    suspend?: boolean;
    podFailurePolicy?: { rules: PodFailureRule[] };
    [field: string]: unknown;
  };
  status: {
    active?: number;
    ready?: number;
    succeeded?: number;
    failed?: number;
    terminating?: number;
    startTime?: string;
    completionTime?: string;
    conditions?: Condition[];
    uncountedTerminatedPods?: object;
  };
};

export type Node = KubeObject & {
  spec: { unschedulable?: boolean; taints?: { key: string; value?: string; effect: string }[] };
  status: {
    allocatable?: ResourceAmounts;
    capacity?: ResourceAmounts;
    conditions?: Condition[];
    addresses?: { type: string; address: string }[];
    daemonEndpoints?: { kubeletEndpoint?: { Port: number } };
  };
};

export type ResourceQuota = KubeObject & {
  spec: { hard?: ResourceAmounts };
  status: { hard?: ResourceAmounts; used?: ResourceAmounts };
};

export type ServiceAccount = KubeObject & {
  automountServiceAccountToken?: boolean;
  imagePullSecrets?: { name: string }[];
};

/** The time as Kubernetes writes it: UTC, whole seconds. */
export const timestamp = (date = new Date()) => date.toISOString().replace(/\.\d+Z$/, "Z");
