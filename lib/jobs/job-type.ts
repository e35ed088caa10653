import type { z } from "zod";
import type { ClusterType } from "#lib/clusters/cluster-type.ts";
import type { V1ConfigMap, V1Job, V1Pod } from "#lib/clusters/kubernetes-objects.ts";
import type { InitDocument, LaunchChoices, ReasonParams, RunState } from "#lib/runs/schema.ts";
import type { PodJobSpec } from "./schema.ts";

export type JobTypeName = "python" | "container";

/** Everything a job type needs to know of where and as what it runs; all of it looked up and pinned before. */
export type CompileInput<Spec> = {
  runId: string;
  attempt: number;
  project: string;
  jobId: string;
  cluster: Pick<ClusterType, "type" | "admit" | "podIdentity">;
  namespace: string;
  serviceAccount: { name: string; roleArn: string | null; accessKeySecret: string | null; vaultRole: string | null };
  /** `repository@sha256:…` */
  image: string;
  initImage: string;
  init: InitDocument;
  /** Region and, where the account has its own endpoints, AWS_ENDPOINT_URL. */
  cloudEnv: Record<string, string>;
  spec: Spec;
  choices: LaunchChoices;
};

/** Why a run is where it is: `code` has a sentence in the messages under `runReason`, `params` fill it. */
export type Reason = { code: string; params?: ReasonParams };

/** What the Job and its pods say of a run. */
export type Observation = { state: Extract<RunState, "pending" | "running" | "succeeded" | "failed">; reason?: Reason };

export type LogSource = { container: string; kind: "init" | "main" };

/** What to run and how to read how it goes. Pure; knows nothing of clusters beyond what CompileInput carries. */
export type JobType<Schema extends z.ZodType<PodJobSpec> = z.ZodType<PodJobSpec>> = {
  type: JobTypeName;
  specSchema: Schema;
  /** The Job first; its companions (a ConfigMap) after it, to be owned by it. */
  manifests(input: CompileInput<z.output<Schema>>): { batchJob: V1Job; owned: V1ConfigMap[] };
  status(batchJob: V1Job, pods: V1Pod[]): Observation;
  logSources(): LogSource[];
};
